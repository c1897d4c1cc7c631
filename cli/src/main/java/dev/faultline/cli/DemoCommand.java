package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import dev.faultline.stories.Check;
import dev.faultline.stories.Parameter;
import dev.faultline.stories.Scene;
import dev.faultline.stories.Stories;
import dev.faultline.stories.Story;
import dev.faultline.stories.Values;
import dev.faultline.stories.Words;
import dev.faultline.stories.tell.StoryPage;
import dev.faultline.stories.tell.Telling;
import java.io.BufferedReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells stories. */
@Command(
    name = "demo",
    description = {
      "Tells stories about failures that spread, in five screens each: the claim, your bet, what"
          + " happens, why, and what holds. Without a name it lists them."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:with --check, a story does not come out as it is told",
      "2:wrong usage",
      "4:Faultline itself failed, or results could not be written"
    },
    footer = {
      "",
      "Examples:",
      "  ./faultline demo",
      "  ./faultline demo retry-storm",
      "  ./faultline demo retry-storm --set requests=140 --no-input",
      "  ./faultline demo retry-storm --html storm.html"
    })
final class DemoCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Keyboard keyboard;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description = "The story to tell.")
  private @Nullable String name;

  @Option(names = "--fixed", description = "Show the same seed and faults with the guard in place.")
  private boolean fixed;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      parameterConsumer = OncePerKey.class,
      description = "A parameter of the story; 'faultline demo' lists them. Repeatable.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = "--seed",
      paramLabel = "S",
      converter = Converters.Seed.class,
      description = "The seed of the run (default: 7).")
  private @Nullable Long seed;

  @Option(
      names = "--no-input",
      description = "Print all screens and ask nothing, as it is without a terminal.")
  private boolean noInput;

  @Option(
      names = "--check",
      description =
          "Run all stories, or the named one, and say whether each comes out as it is told.")
  private boolean check;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "Write the story as one HTML file, with before and after on one axis and a map of"
              + " outcomes.")
  private @Nullable Path html;

  DemoCommand(Terminal terminal, Keyboard keyboard) {
    this.terminal = terminal;
    this.keyboard = keyboard;
  }

  @Override
  public Integer call() {
    if (check) {
      return check();
    }
    if (name == null) {
      if (fixed || html != null || seed != null || noInput || !set.isEmpty()) {
        throw new UsageException("expected the NAME of a story; 'faultline demo' lists them");
      }
      list();
      return ExitCode.NO_VIOLATION.number();
    }
    Story story = named(name);
    Scene scene = scene(story);
    if (html != null) {
      try (ProgressDisplay progress = DemoPlay.progress(terminal)) {
        StoryFile.write(new StoryPage(story, scene, terminal.command()), html);
      }
      terminal.out().println("The story is in " + html);
      terminal.out().flush();
      return ExitCode.NO_VIOLATION.number();
    }
    Telling telling;
    try (ProgressDisplay progress = DemoPlay.progress(terminal)) {
      telling = new Telling(story, scene, fixed, canPrintBlocks(), terminal.command());
    }
    boolean asks = !noInput && keyboard.isTerminal() && terminal.outIsTerminal();
    new DemoPlay(terminal, telling, asks ? new BufferedReader(keyboard.in()) : null).play();
    return ExitCode.NO_VIOLATION.number();
  }

  private Scene scene(Story story) {
    try {
      return new Scene(
          seed(), Values.of(story.parameters()).with(set), story.guards().getFirst().name());
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private long seed() {
    return seed == null ? Stories.SEED : seed;
  }

  private static boolean canPrintBlocks() {
    return Charset.forName(System.getProperty("stdout.encoding", "UTF-8"))
        .newEncoder()
        .canEncode('\u2588');
  }

  private static Story named(String name) {
    try {
      return Stories.named(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private void list() {
    Paint paint = terminal.outPaint();
    for (Story story : Stories.all()) {
      Words words = story.words();
      terminal.out().println(paint.bold(words.name()) + "  " + words.title());
      terminal.out().println("  " + words.incident());
      story
          .parameters()
          .forEach(parameter ->
              terminal
                  .out()
                  .println(
                      paint.dim(
                          "    --set %s=%s  %s"
                              .formatted(
                                  parameter.name(),
                                  Parameter.argument(parameter.value()),
                                  parameter.description()))));
    }
    terminal.out().flush();
  }

  private int check() {
    if (!set.isEmpty() || fixed || html != null) {
      throw new UsageException(
          "--check runs stories as they are told; leave --set, --fixed and --html out");
    }
    List<Story> stories = name == null ? Stories.all() : List.of(named(name));
    Paint paint = terminal.outPaint();
    int failed = 0;
    for (Story story : stories) {
      for (Check each : story.checks(seed())) {
        failed += each.holds() ? 0 : 1;
        terminal
            .out()
            .println(
                (each.holds() ? paint.green("ok    ") : paint.red("WRONG "))
                    + story.words().name()
                    + ": "
                    + each.expected()
                    + paint.dim("  (" + each.found() + ")"));
        terminal.out().flush();
      }
    }
    return failed == 0 ? ExitCode.NO_VIOLATION.number() : ExitCode.VIOLATION.number();
  }

  /** The names of all stories, for shells that complete. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stories.all().stream().map(story -> story.words().name()).iterator();
    }
  }
}
