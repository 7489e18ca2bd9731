namespace AlwaysOnPolicy.Models.Products;

/// <summary>A view of float32 numbers in memory as a matrix, with any distance between rows and between columns.</summary>
/// <param name="Start">Address of the first number; whoever makes the view keeps it alive.</param>
/// <param name="RowStep">Numbers from one row to the next.</param>
/// <param name="ColumnStep">Numbers from one column to the next.</param>
internal unsafe readonly record struct Matrix(nint Start, int Rows, int Columns, nint RowStep, nint ColumnStep)
{
    public float* At => (float*)Start;

    public Matrix Transposed => new(Start, Columns, Rows, ColumnStep, RowStep);

    public float* this[int row, int column] => At + (row * RowStep) + (column * ColumnStep);

    public Matrix Part(int row, int rows, int column, int columns) => new((nint)this[row, column], rows, columns, RowStep, ColumnStep);
}
