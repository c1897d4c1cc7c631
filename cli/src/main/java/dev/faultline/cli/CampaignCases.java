package dev.faultline.cli;

import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Finding;
import dev.faultline.explore.Leak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A campaign as results of tests: one for each cause, and one for what else there is to say. */
final class CampaignCases {
  private static final int MOST_LINES = 60;

  private final Explored explored;

  private CampaignCases(Explored explored) {
    this.explored = explored;
  }

  static List<TestCase> of(Explored explored) {
    return new CampaignCases(explored).cases();
  }

  private List<TestCase> cases() {
    List<TestCase> cases = new ArrayList<>();
    for (Causes.Cause cause : Causes.of(explored.findings())) {
      cases.add(of(cause));
    }
    if (explored.accepted().any()) {
      for (Violated each : explored.unjudged()) {
        cases.add(undecided(CampaignText.unjudged(each), ""));
      }
    }
    CampaignResult result = explored.result();
    String worlds = HumanText.count(result.worlds(), "world");
    Leak leak = explored.leak();
    if (leak != null) {
      cases.add(undecided("nondeterminism has leaked into a world", leak.summary()));
    }
    if (result.interrupted()) {
      cases.add(undecided("the campaign was interrupted after " + worlds, ""));
    }
    if (result.inconclusiveWorlds() > 0) {
      cases.add(
          undecided(
              HumanText.count(result.inconclusiveWorlds(), "inconclusive world"),
              result.inconclusive().getFirst().reason()));
    }
    if (result.stuck() != null) {
      cases.add(undecided("a world stood still", result.stuck()));
    }
    RuntimeException failure = result.failure();
    if (failure != null) {
      cases.add(undecided("a world could not be run", failure.toString()));
    }
    if (cases.isEmpty()) {
      cases.add(TestCase.passed("no violation in " + worlds));
    }
    return cases;
  }

  private static TestCase undecided(String what, String details) {
    return new TestCase(what, what, TestCase.Kind.UNDECIDED, what, details, "", 0, "");
  }

  private TestCase of(Causes.Cause cause) {
    Reported first = cause.findings().getFirst();
    Finding finding = first.small() == null ? first.finding() : first.small().shrunk().after();
    boolean accepted = cause.findings().stream().allMatch(explored.accepted()::covers);
    Place place = place(finding);
    if (place.file().isEmpty()) {
      // Code scanning takes no result without a place.
      place =
          new Place(relative(first.small() == null ? first.replay() : first.small().replay()), 0);
    }
    return new TestCase(
        cause.property()
            + ": "
            + cause.text()
            + (cause.id().isEmpty() ? "" : " (" + cause.id() + ")"),
        cause.property(),
        accepted ? TestCase.Kind.ACCEPTED : TestCase.Kind.FAILED,
        cause.property()
            + ": "
            + finding.violation().detail().lines().findFirst().orElse("")
            + " ("
            + cause.text()
            + "; "
            + explored.violated(cause).text(cause.findings().size())
            + ")",
        details(first, finding),
        place.file(),
        place.line(),
        cause.id());
  }

  private String details(Reported first, Finding finding) {
    List<String> lines = new ArrayList<>(finding.violation().detail().lines().toList());
    Reported.Small small = first.small();
    if (small != null) {
      lines.addAll(small.story());
    }
    List<String> shown = new ArrayList<>(lines.subList(0, Math.min(MOST_LINES, lines.size())));
    shown.add("");
    shown.add(
        "to see it again: "
            + explored.replayLine().of(small == null ? first.replay() : small.replay()));
    return String.join("\n", shown);
  }

  private record Place(String file, int line) {}

  /**
   * The line that declares the property, if its file is below this folder; else the replay file.
   */
  private static Place place(Finding finding) {
    for (StackTraceElement frame : finding.violation().declared()) {
      String name = frame.getFileName();
      if (name != null) {
        String type = frame.getClassName();
        String folder = type.substring(0, Math.max(0, type.lastIndexOf('.'))).replace('.', '/');
        String file = sourceFile(folder.isEmpty() ? name : folder + "/" + name);
        if (!file.isEmpty()) {
          return new Place(file, Math.max(0, frame.getLineNumber()));
        }
      }
    }
    return new Place("", 0);
  }

  /** From this folder, where the file lies below it. */
  static String relative(Path file) {
    Path here = Path.of("").toAbsolutePath().normalize();
    Path there = file.toAbsolutePath().normalize();
    return (there.startsWith(here) ? here.relativize(there) : there).toString().replace('\\', '/');
  }

  private static String sourceFile(String name) {
    List<Path> roots = new ArrayList<>(List.of(Path.of("")));
    try (Stream<Path> below = Files.list(Path.of("."))) {
      below.filter(Files::isDirectory).map(Path::getFileName).sorted().forEach(roots::add);
    } catch (IOException e) {
      return "";
    }
    for (Path root : roots) {
      for (String source : List.of("src/test/java", "src/main/java", "src/test/kotlin", "")) {
        Path file = root.resolve(source).resolve(name);
        if (Files.isRegularFile(file)) {
          return file.toString().replace('\\', '/');
        }
      }
    }
    return "";
  }
}
