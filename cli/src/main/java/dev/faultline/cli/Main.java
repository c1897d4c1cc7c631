package dev.faultline.cli;

import dev.faultline.explore.campaign.Version;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Entry point of {@code ./faultline}. */
@Command(
    name = "faultline",
    description = "Runs clusters in simulated time, under an adversary, from one seed.",
    footer = {
      "",
      "Examples:",
      "  ./faultline list",
      "  ./faultline explore payments",
      "  ./faultline explore --help",
      "",
      "Colour is left out when NO_COLOR is set or the output is not a terminal."
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    System.exit(run(Terminal.ofProcess(), Keyboard.ofProcess(), args));
  }

  /** Runs one command, which can ask nobody, and returns its exit code. */
  static int run(Terminal terminal, String... args) {
    return run(terminal, Keyboard.NONE, args);
  }

  /** Runs one command and returns its exit code. */
  static int run(Terminal terminal, Keyboard keyboard, String... args) {
    DiskMountCommand mount = DiskMountCommand.withoutOptions(terminal, args);
    int code = mount == null ? execute(terminal, keyboard, args) : call(mount, terminal, args);
    return code == ExitCode.NO_VIOLATION.number() ? codeOfOutput(terminal) : code;
  }

  private static int execute(Terminal terminal, Keyboard keyboard, String... args) {
    CommandLine commands = commandLine(terminal, keyboard, args);
    return commands.execute(HelpCommand.withoutHelp(args, commands.getSubcommands().keySet()));
  }

  /** As if the parser had read the arguments. */
  private static int call(DiskMountCommand mount, Terminal terminal, String... args) {
    try {
      return mount.call();
    } catch (Exception e) {
      CommandLine command = commandLine(terminal, Keyboard.NONE, args);
      for (String name : List.of("disk", "mount")) {
        command = Objects.requireNonNull(command.getSubcommands().get(name), name);
      }
      return new Failures(terminal).cannotBeDone(e, command, false);
    }
  }

  /** Whoever reads results has to learn that some are missing, which is no violation. */
  private static int codeOfOutput(Terminal terminal) {
    Optional<String> failure = StandardOutput.failureOf(terminal.out());
    if (failure.isEmpty()) {
      return ExitCode.NO_VIOLATION.number();
    }
    if (failure.get().toLowerCase(Locale.ROOT).contains("broken pipe")) {
      // A reader that has left, such as head, wants no more.
      return ExitCode.NO_VIOLATION.number();
    }
    terminal.err().println("faultline: cannot write to standard output: " + failure.get());
    terminal.err().flush();
    return ExitCode.FAILURE.number();
  }

  /** The whole tree of commands, for what is written about all of them. */
  static CommandLine allCommands(Terminal terminal) {
    return commandLine(terminal, Keyboard.NONE);
  }

  /**
   * The commands that these arguments may mean: to learn what the options of all are takes longer
   * than many checks, and than a proxy server needs to start.
   */
  private static CommandLine commandLine(Terminal terminal, Keyboard keyboard, String... args) {
    CommandLine root = new CommandLine(new Main());
    String first = first(args);
    Map<String, Supplier<CommandLine>> commands = commands(terminal, keyboard, args);
    Supplier<CommandLine> meant = commands.get(first);
    if (meant != null) {
      root.addSubcommand(meant.get());
    } else {
      boolean complete = first.isEmpty() || first.startsWith("-") && args.length > 1;
      Map<String, Supplier<CommandLine>> groups = complete ? Map.of() : groups(terminal);
      commands.forEach((name, whole) -> root.addSubcommand(groups.getOrDefault(name, whole).get()));
      root.addSubcommand(new CompletionCommand(terminal)).addSubcommand(new HelpCommand());
    }
    Converters.registerPlain(root);
    Failures failures = new Failures(terminal);
    root.setExecutionStrategy(
            parsed -> {
              ProxyOptionsBefore.passOn(parsed);
              return new CommandLine.RunLast().execute(parsed);
            })
        .setOut(terminal.out())
        .setErr(terminal.err())
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(terminal.outPaint().on() ? Ansi.ON : Ansi.OFF))
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures);
    describe(root.getCommandSpec());
    root.getSubcommands().values().forEach(Main::describeAll);
    return root;
  }

  /** The first word behind {@code help}; that of {@code completion} says nothing, as all count. */
  private static String first(String... args) {
    return args.length > 0 && args[0].equals("completion") ? "" : word(0, args);
  }

  /** A word of the command that is meant, the first being 0; empty if there are not so many. */
  private static String word(int number, String... args) {
    int at = number + (args.length > 1 && args[0].equals("help") ? 1 : 0);
    return at < args.length ? args[at] : "";
  }

  /** All commands by their names, in the order of the help. */
  private static Map<String, Supplier<CommandLine>> commands(
      Terminal terminal, Keyboard keyboard, String... args) {
    Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();
    commands.put("explore", () -> new CommandLine(new ExploreCommand(terminal)));
    commands.put("replay", () -> new CommandLine(new ReplayCommand(terminal)));
    commands.put("shrink", () -> new CommandLine(new ShrinkCommand(terminal)));
    commands.put("diff", () -> new CommandLine(new DiffCommand(terminal)));
    commands.put("list", () -> new CommandLine(new ListCommand(terminal)));
    commands.put("check", () -> new CommandLine(new CheckCommand(terminal)));
    commands.put("crash", () -> new CommandLine(new CrashCommand(terminal)));
    commands.put("disk", () -> DiskCommand.withSubcommands(terminal, word(1, args)));
    commands.put("demo", () -> new CommandLine(new DemoCommand(terminal, keyboard)));
    commands.put("advise", () -> new CommandLine(new AdviseCommand(terminal)));
    commands.put("detectors", () -> new CommandLine(new DetectorsCommand(terminal)));
    commands.put("link", () -> LinkCommand.withSubcommands(terminal));
    commands.put("group", () -> GroupCommand.withSubcommands(terminal));
    commands.put(
        "proxy",
        () ->
            args.length > 0 && ProxyCommand.isServer(args)
                ? ProxyCommand.alone(terminal)
                : ProxyCommand.withSubcommands(terminal));
    commands.put("monkey", () -> MonkeyCommand.withSubcommands(terminal));
    commands.put("run", () -> new CommandLine(new RunCommand(terminal)));
    commands.put("load", () -> LoadCommand.withSubcommands(terminal));
    commands.put("break-redis", () -> new CommandLine(new BreakRedisCommand(terminal)));
    return commands;
  }

  /** Those with subcommands, without them. */
  private static Map<String, Supplier<CommandLine>> groups(Terminal terminal) {
    return Map.of(
        "disk", DiskCommand::alone,
        "link", LinkCommand::alone,
        "group", GroupCommand::alone,
        "proxy", () -> ProxyCommand.alone(terminal),
        "monkey", MonkeyCommand::alone,
        "load", LoadCommand::alone);
  }

  private static void describeAll(CommandLine command) {
    describe(command.getCommandSpec());
    command.getSubcommands().values().forEach(Main::describeAll);
  }

  /** What the help of every command shares. */
  private static void describe(CommandSpec command) {
    command.mixinStandardHelpOptions(true).versionProvider(new VersionText());
    UsageMessageSpec usage = command.usageMessage();
    usage.width(100).sortOptions(false).sortSynopsis(false).abbreviateSynopsis(true);
    if (usage.exitCodeList().isEmpty()) {
      usage
          .exitCodeListHeading("%nExit codes:%n")
          .exitCodeList(runsWorlds(command) ? exitCodes() : PLAIN_EXIT_CODES);
    }
  }

  /** Of commands that run no world. */
  private static final Map<String, String> PLAIN_EXIT_CODES =
      Collections.unmodifiableMap(
          new TreeMap<>(
              Map.of(
                  "0", "done",
                  "1", "refused by the other side, or not reachable",
                  "2", "wrong usage",
                  "4", "Faultline itself failed, or results could not be written")));

  private static boolean runsWorlds(CommandSpec command) {
    return command.name().equals("explore")
        || command.name().equals("replay")
        || command.parent() == null;
  }

  private static Map<String, String> exitCodes() {
    return Arrays.stream(ExitCode.values())
        .collect(
            Collectors.toMap(
                code -> Integer.toString(code.number()),
                ExitCode::meaning,
                (a, b) -> a,
                LinkedHashMap::new));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "expected a command: " + String.join(", ", spec.subcommands().keySet()));
  }

  private static final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"faultline " + Version.text() + " (Java " + Runtime.version() + ")"};
    }
  }
}
