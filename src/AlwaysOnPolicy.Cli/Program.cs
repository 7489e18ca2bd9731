using AlwaysOnPolicy.Cli;

return await App.RunAsync(args);
