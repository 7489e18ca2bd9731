namespace AlwaysOnPolicy.Experiments.Loop.Settings;

public enum VanillaKind
{
    /// <summary>The user's own questions, thinned by embeddings, PCA, K-means and elimination.</summary>
    Pool,

    /// <summary>The whole pipeline, keywords and questions written by a language model.</summary>
    Chat,

    /// <summary>The same, written by a language model of this machine.</summary>
    Local,

    /// <summary>A uniform draw from the miniature world's grammar.</summary>
    Miniature,
}
