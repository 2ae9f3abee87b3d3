package io.aegisvision.examples.street;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the scene generator. */
@Command(
        name = "street-scene",
        description = "Draws the example's streets with their ground truth.",
        mixinStandardHelpOptions = true,
        subcommands = {
            FramesCommand.class,
            DemoCommand.class,
            ClipsCommand.class,
            AssetsCommand.class,
            PublishCommand.class,
            PinCommand.class
        })
public final class StreetScene {
    private StreetScene() {}

    /** Runs one of the sub-commands; exit status 0 on success, 2 on bad usage, 1 on failure. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new StreetScene()).execute(args));
    }
}
