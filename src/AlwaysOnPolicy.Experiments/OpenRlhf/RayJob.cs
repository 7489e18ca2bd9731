namespace AlwaysOnPolicy.Experiments.OpenRlhf;

/// <summary>The script that starts the training, and the job that Ray is asked to run it as.</summary>
internal static class RayJob
{
    private static readonly string[] s_placing =
    [
        "--actor.num_nodes 1", "--actor.num_gpus_per_node \"$GPUS\"", "--ref.num_nodes 1", "--ref.num_gpus_per_node \"$GPUS\"",
        "--critic.num_nodes 1", "--critic.num_gpus_per_node \"$GPUS\"", "--vllm.num_engines \"$GPUS\"", "--vllm.tensor_parallel_size 1",
        "--train.colocate_all", "--vllm.enable_sleep", "--ds.enable_sleep", "--ds.zero_stage 3", "--ds.param_dtype bf16",
    ];

    public static string Script(IReadOnlyList<(string Flag, string Value)> flags) =>
        $$"""
        #!/bin/bash
        # One iteration of PPO by OpenRLHF 0.11. Ray runs it from this folder; by hand, on a node of the cluster: bash train.sh
        #   MODEL       the policy to start from, a folder that every node sees. It is the KL anchor, too: OpenRLHF has no flag for another.
        #   REWARD_URL  of 'aop serve-reward', get_reward included; with a token http://aop:TOKEN@host:port/get_reward
        #   OUT         where the trained policy goes
        #   GPUS        of one node, 8 unless set; what follows "$@" goes to OpenRLHF behind all else, and the last of a flag counts
        set -euo pipefail
        cd "$(dirname "$0")"
        : "${MODEL:?is not set: the folder of the policy to start from}" "${REWARD_URL:?is not set: the address of aop serve-reward}"
        : "${OUT:?is not set: where the trained policy goes}" "${GPUS:=8}"
        # A step of the optimizer is shared out evenly, an answer at a time.
        TOGETHER={{flags.First(f => f.Flag == "--train.batch_size").Value}}
        if ((TOGETHER % GPUS > 0)); then
          echo "The $TOGETHER answers of a step of the optimizer cannot be shared out among GPUS=$GPUS: set GPUS to a divisor." >&2
          exit 2
        fi
        exec python3 -m openrlhf.cli.train_ppo_ray \
          --actor.model_name_or_path "$MODEL" --reward.remote_url "$REWARD_URL" --ckpt.output_dir "$OUT" \
          --data.prompt_dataset prompts.jsonl \
          {{string.Join(" \\\n  ", flags.Select(f => $"{f.Flag} {f.Value}").Concat(s_placing))}} "$@"

        """.ReplaceLineEndings("\n");

    /// <summary>The body of POST /api/jobs/ but for its working directory, which the one who submits uploads and puts in.</summary>
    public static object Description(string name) => new
    {
        Entrypoint = $"bash {OpenRlhfExport.ScriptFile}",
        RuntimeEnv = new { EnvVars = new Dictionary<string, string> { ["MODEL"] = "", ["REWARD_URL"] = "", ["OUT"] = "" } },
        Metadata = new { Iteration = name },
    };
}
