return await Herd.Node.Commands.HerdCommandLine.RunAsync(args);
