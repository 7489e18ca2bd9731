using System.Globalization;
using AlwaysOnPolicy.Cli;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;   // figures look alike everywhere
return await App.RunAsync(args);
