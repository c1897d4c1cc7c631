package dev.faultline.cli;

import dev.faultline.check.Budget;
import dev.faultline.check.named.CheckedHistory;
import dev.faultline.check.named.NamedCheck;
import dev.faultline.check.picture.Picture;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.explore.Engine;
import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks recorded histories against a consistency model. */
@Command(
    name = "check",
    description = "Decides whether recorded histories fit a consistency model.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all histories are valid",
      "1:a history is invalid",
      "2:wrong usage, or a malformed history",
      "3:a verdict is unknown"
    },
    footer = {
      "",
      "Many files give a line each, then totals; the exit code is the worst: 2 over 1 over 3 over"
          + " 0.",
      "",
      "Examples:",
      "  ./faultline check etcd.log --model cas-register --level linearizable",
      "  ./faultline check run.edn.gz --model list-append --level strict-serializable --html"
          + " cycle.html"
    })
final class CheckCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "Histories: EDN, JSON lines, Jepsen's logs, transaction text; gzip too. A folder of"
              + " Jepsen's store; - is the standard input.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME",
      description =
          "What was used: register, cas-register, multi-register, kv, counter, set, queue,"
              + " unordered-queue, stack, priority-queue, mutex, owned-mutex, fenced-lock,"
              + " append-list, bank, list-append, rw-register.")
  private String model = "";

  @Option(
      names = "--level",
      required = true,
      paramLabel = "NAME",
      description =
          "What was promised: linearizable, sequential, causal, serializable, …; a wrong one lists"
              + " those of the model. \"all\" says which levels hold.")
  private String level = "";

  @Option(
      names = "--budget",
      paramLabel = "DURATION",
      converter = Converters.Time.class,
      description = "Time to read and check each file (default: 10s).")
  private Duration budget = Duration.ofSeconds(10);

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description =
          "Memory for histories and search of all files at once; default: half of the heap, at"
              + " least 512m. The search may always take 16m.")
  private @Nullable String memory;

  @Option(
      names = "--total",
      paramLabel = "SUM",
      description = "Model bank: the sum of all balances (default: that of the first read).")
  private @Nullable Long total;

  @Option(
      names = "--balances",
      paramLabel = "ACCOUNT=BALANCE",
      split = ",",
      description = "Model bank: the balances at first (default: any that explain what was seen).")
  private Map<String, Long> balances = Map.of();

  @Option(
      names = "--initial",
      paramLabel = "VALUE",
      description =
          "Models register, cas-register, multi-register, counter: what the object, or the one"
              + " under each key, holds at first; as it stands in the file.")
  private @Nullable String initial;

  @Option(
      names = "--html",
      paramLabel = "OUT",
      description = "Write a picture of the worst history.")
  private @Nullable Path html;

  @Option(
      names = "--every-part",
      description = "Linearizability: decide every key, also after an invalid one.")
  private boolean everyPart;

  @Option(
      names = "--follow",
      description =
          "Check a log while it is written, until a violation is certain or the file is deleted; "
              + "- is the standard input. One FILE; linearizable, and some levels of list-append.")
  private boolean follow;

  @Option(names = "--json", description = "Print one JSON array.")
  private boolean json;

  @Option(
      names = "--order",
      description = "With --json: also the order that explains a valid history.")
  private boolean order;

  @Mixin private ResultFiles resultFiles = new ResultFiles();
  @Mixin private SparkOptions engineOptions = new SparkOptions();

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (level.equals("all")) {
      if (resultFiles.wanted()) {
        throw new UsageException("--level all takes no --junit-xml or --sarif");
      }
      return allLevels();
    }
    NamedCheck check;
    try {
      check = terms().check();
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
    Budget spend = Budget.DEFAULT.withSearch(budget).withMemory(memoryBytes());
    requireWritable();
    resultFiles.prepare();
    if (follow && (files.size() > 1 || html != null)) {
      throw new UsageException("--follow takes one FILE and makes no picture");
    }
    if (follow && engineOptions.elsewhere()) {
      throw new UsageException("--follow reads a file that grows: only the local engine does");
    }
    List<CheckedFile> here = new ArrayList<>();
    List<CheckReport> checked =
        engineOptions.elsewhere() ? checkElsewhere(check, spend) : checkAll(check, spend, here);
    if (json) {
      terminal.out().println(CheckReport.document(checked));
    } else if (checked.size() > 1) {
      terminal.out().println(CheckReport.totals(checked));
    }
    boolean written = html == null || writePicture(html, worst(check, spend, checked, here));
    if (resultFiles.wanted()) {
      List<TestCase> cases = checked.stream().map(CheckReport::testCase).toList();
      long nanos = checked.stream().mapToLong(CheckReport::nanos).sum();
      written &= resultFiles.write(model + " " + level, cases, nanos, terminal);
    }
    terminal.out().flush();
    int code = CheckReport.exitCode(checked);
    return code == 0 && !written ? ExitCode.FAILURE.number() : code;
  }

  /** One file after the other: each is checked many times. */
  private int allLevels() {
    if (engineOptions.elsewhere()) {
      throw new UsageException("--level all is for the local engine alone");
    }
    if (!NamedCheck.models().contains(model)) {
      throw new UsageException(
          "unknown model " + model + "; there are " + String.join(", ", NamedCheck.models()));
    }
    if (follow || html != null || everyPart || order) {
      throw new UsageException("--level all takes no --follow, --html, --every-part or --order");
    }
    try {
      terms().applied(NamedCheck.of(model, NamedCheck.levels(model).getFirst()));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
    Budget spend = Budget.DEFAULT.withSearch(budget).withMemory(memoryBytes());
    List<CheckedLevels> checked = new ArrayList<>();
    for (Path file : files) {
      checked.add(CheckedLevels.of(model, file, spend, terms()::applied));
      if (!json) {
        terminal.out().print(checked.getLast().text(terminal.outPaint()));
        terminal.out().flush();
      }
    }
    if (json) {
      terminal.out().println(CheckedLevels.document(checked));
    }
    terminal.out().flush();
    return CheckedLevels.exitCode(checked);
  }

  private CheckTerms terms() {
    return new CheckTerms(model, level, everyPart, new LinkedHashMap<>(balances), total, initial);
  }

  private long memoryBytes() {
    return memory == null ? usualMemory() : Sizes.parse("--memory", memory);
  }

  /** Of this JVM, unless given. */
  static long usualMemory() {
    return Math.max(512L << 20, Runtime.getRuntime().maxMemory() / 2);
  }

  /** Several files at once, each with one thread; lines come in the order of the files. */
  private List<CheckReport> checkAll(NamedCheck check, Budget spend, List<CheckedFile> here) {
    List<CheckReport> checked = new ArrayList<>();
    int threads = Math.min(files.size(), spend.threads());
    Budget each =
        threads == 1 ? spend : spend.withThreads(1).withMemory(spend.memoryBytes() / threads);
    try (var pool = Executors.newFixedThreadPool(threads)) {
      List<Future<CheckedFile>> running = new ArrayList<>();
      for (Path file : files) {
        running.add(pool.submit(() -> check(check, file, each)));
      }
      for (Future<CheckedFile> one : running) {
        here.add(one.get());
        add(here(here.getLast()), checked);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException mistake
          ? mistake
          : new IllegalStateException(e.getCause());
    }
    return checked;
  }

  private void add(CheckReport report, List<CheckReport> checked) {
    checked.add(report);
    if (!json) {
      terminal.out().println(report.line());
    }
  }

  /** Executors get the histories themselves, since they need not have the files. */
  private List<CheckReport> checkElsewhere(NamedCheck check, Budget spend) {
    List<CheckReport> checked = new ArrayList<>();
    ShippedHistories histories =
        new ShippedHistories(
            files, file -> check(check, file, spend.withThreads(1)), this::request);
    try (Engine engine = engineOptions.open(List.of(), line -> terminal.err().println(line))) {
      engine.errands(
          CheckErrand.class,
          histories,
          answer -> {
            CheckReport report = (CheckReport) CheckErrand.read(answer);
            histories.before(report.file()).forEach(each -> add(here(each), checked));
            add(report, checked);
          });
    }
    histories.rest().forEach(each -> add(here(each), checked));
    return checked;
  }

  private CheckReport here(CheckedFile checked) {
    return checked.report(level, json, order, terminal.outPaint());
  }

  private CheckErrand.Request request(Path file, Path found, byte[] content) {
    return new CheckErrand.Request(
        terms(),
        budget,
        memory == null ? null : memoryBytes(),
        json,
        order,
        terminal.outPaint().on(),
        file.toString(),
        found.toString(),
        content);
  }

  private CheckedFile check(NamedCheck check, Path file, Budget spend) {
    return CheckedFile.of(
        file,
        () ->
            follow
                ? followed(check, file, spend)
                : CheckedFile.isStandardInput(file)
                    ? check.check("-", System.in, spend)
                    : check.check(file, spend));
  }

  /** What the picture is of, or null; a file that was checked elsewhere is checked once more. */
  private @Nullable CheckedFile worst(
      NamedCheck check, Budget spend, List<CheckReport> checked, List<CheckedFile> here) {
    CheckReport worst = CheckReport.worst(checked);
    if (worst == null) {
      return null;
    }
    int index = checked.indexOf(worst);
    return here.isEmpty() ? check(check, files.get(index), spend) : here.get(index);
  }

  private static CheckedHistory followed(NamedCheck check, Path file, Budget spend)
      throws IOException, MalformedHistoryException {
    try (InputStream log = CheckedFile.isStandardInput(file) ? System.in : new GrowingFile(file)) {
      return check.follow(file.toString(), log, spend);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private void requireWritable() {
    if (html != null) {
      Path folder = html.toAbsolutePath().getParent();
      if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
        throw new UsageException("cannot write " + html + ": no such folder, or not writable");
      }
    }
  }

  /** What was found is said already: a picture that cannot be written takes nothing away. */
  private boolean writePicture(Path to, @Nullable CheckedFile worst) {
    var history = worst == null ? null : worst.checked();
    if (worst == null || history == null) {
      return true;
    }
    String title = worst.file().toString();
    try {
      ResultFiles.replace(to, Picture.of(title, history.result(), history.skipped().nemesis()));
      terminal.err().println("picture of " + worst.file() + ": " + to);
      return true;
    } catch (IOException e) {
      terminal.err().println("cannot write " + to + ": " + e);
      return false;
    }
  }
}
