#!/usr/bin/env bash
# In TorchSharp 0.107.0 t.sum(0) and t.prod(0) do not reduce the first dimension: they reduce all of them, into unsigned bytes.
#
# sum has an overload that takes a dimension (long) and one that takes an optional element type (ScalarType?). In C# the constant 0, and no other number, turns
# into any enumeration, and the compiler prefers the overload without further optional arguments: 0 becomes ScalarType.Byte. t.sum(1) means the second dimension,
# t.std(0), t.cumsum(0) and t.logsumexp(0) the first. Nothing is said at compile time; at run time the result has no dimension and is cut to 8 bits. A variable
# that holds 0, t.sum(0L) or t.sum(dim: 0) mean the dimension. The same holds for the static torch.sum and torch.prod. The script asks the compiler which overload
# it took, so that no native library is loaded.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > probe.csproj <<'X'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="TorchSharp" Version="0.107.0" /></ItemGroup>
</Project>
X
cat > Program.cs <<'X'
using System.Linq.Expressions;
using TorchSharp;

void Show(string call, Expression<Func<torch.Tensor, torch.Tensor>> made) =>
    Console.WriteLine($"{call}: {((MethodCallExpression)made.Body).Arguments[0].Type.Name} " +
        string.Join(", ", ((MethodCallExpression)made.Body).Method.GetParameters().Select(p => p.Name)));

Show("sum(0)", t => t.sum(0));
Show("sum(0L)", t => t.sum(0L));
Show("sum(dim: 0)", t => t.sum(dim: 0));
Show("sum(1)", t => t.sum(1));
Show("prod(0)", t => t.prod(0));
Show("std(0)", t => t.std(0));
X
seen=$(dotnet run -v q 2>/dev/null)
echo "TorchSharp 0.107.0, the first argument's type and the overload's parameters:"
echo "$seen"
expected='sum(0): Nullable`1 type
sum(0L): Int64 dim, keepdim, type
sum(dim: 0): Int64 dim, keepdim, type
sum(1): Int64 dim, keepdim, type
prod(0): Nullable`1 type
std(0): Int64 dim, unbiased, keepdim, type'
[ "$seen" = "$expected" ] || { echo "The behaviour has changed; this was seen before:"; echo "$expected"; exit 1; }
