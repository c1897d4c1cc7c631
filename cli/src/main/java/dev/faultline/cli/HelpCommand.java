package dev.faultline.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Help in the way of other tools: {@code faultline help explore}. */
@Command(name = "help", description = "Shows the help of a command, as --help behind it does.")
final class HelpCommand implements Runnable {
  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "Such as explore, or link ping.")
  private List<String> command = new ArrayList<>();

  /** The same arguments with {@code --help} behind the command that {@code help} names. */
  static String[] withoutHelp(String[] args, Set<String> commands) {
    if (args.length == 0 || !args[0].equals("help")) {
      return args;
    }
    List<String> words = new ArrayList<>(Arrays.asList(args).subList(1, args.length));
    // What is no command is refused as it is without 'help'.
    if (words.isEmpty() || commands.contains(words.getFirst())) {
      words.add("--help");
    }
    return words.toArray(String[]::new);
  }

  @Override
  public void run() {
    throw new AssertionError("help is replaced by --help before commands run: " + command);
  }
}
