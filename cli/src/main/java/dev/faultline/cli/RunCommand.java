package dev.faultline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.faultline.chaos.plan.Plan;
import dev.faultline.chaos.plan.PlanException;
import dev.faultline.chaos.plan.PlanReader;
import dev.faultline.chaos.plan.PlanReport;
import dev.faultline.chaos.plan.PlanRun;
import dev.faultline.chaos.plan.PlanSchema;
import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plays a fault plan against a running system. */
@Command(
    name = "run",
    description = {
      "Plays a fault plan: starts a system or finds it, strikes it in phases through proxies and"
          + " processes, heals it, waits until it has settled, and checks the outcome.",
      "Every fault is undone at the end and at Ctrl-C; after a kill -9, --undo does it."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every check held, and everything was undone",
      "1:a check did not hold, or the system did not settle",
      "2:wrong usage, or a plan that cannot be played here: nothing was started",
      "3:undecided, or stopped before the end",
      "4:Faultline itself failed, or results could not be written"
    },
    footer = {
      "",
      "Examples:",
      "  ./faultline run plan.yaml",
      "  ./faultline run plan.yaml --seed 7",
      "  ./faultline run --template pause-each --target a='port 7001' --target b='port 7002'"
          + " --well ./healthy",
      "  ./faultline run plan.yaml --search 20 --search-time 10m",
      "  ./faultline run --undo",
      "  ./faultline run --schema > plan.schema.json"
    })
final class RunCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(arity = "0..1", paramLabel = "PLAN", description = "A plan in YAML.")
  private @Nullable Path file;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      converter = Converters.Seed.class,
      description =
          "From which all that is left to chance follows; default: the plan's, else drawn and"
              + " printed.")
  private @Nullable Long seed;

  @Option(
      names = "--state",
      paramLabel = "FOLDER",
      description =
          "Where logs and faults to undo are kept; a file STOP there stops every run. Default:"
              + " ${DEFAULT-VALUE}.")
  private Path state = Path.of("faultline-out", "run");

  @Mixin private PlanTemplateOptions template;

  @Mixin private PlanSearchOptions search = new PlanSearchOptions();

  @Option(names = "--undo", description = "Undo what runs that were killed have left.")
  private boolean undo;

  @Option(names = "--force", description = "With --undo: forget what cannot be undone.")
  private boolean force;

  @Option(names = "--schema", description = "Print the JSON schema of plans, for editors.")
  private boolean schema;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write what came of it as a page: faults over throughput and latency, checks.")
  private @Nullable Path html;

  @Option(names = "--json", description = "Print one JSON document at the end.")
  private boolean json;

  RunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (schema) {
      terminal.out().print(PlanSchema.text());
      return ExitCode.NO_VIOLATION.number();
    }
    if (undo) {
      requireNoRun();
      return MonkeyUndoCommand.undoAll(terminal, state, force);
    }
    try {
      if (template.printed(terminal)) {
        return ExitCode.NO_VIOLATION.number();
      }
      if (search.isAsked()) {
        if (file == null || json || html != null) {
          throw new UsageException("--search takes a PLAN, and neither --json nor --html");
        }
        return search.run(terminal, file, seed, player());
      }
      return play(plan());
    } catch (PlanException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private Plan plan() {
    if (file == null && !template.isThere()) {
      throw new UsageException("expected a PLAN, --template, --undo or --schema");
    }
    if (file != null && template.isThere()) {
      throw new UsageException("expected a PLAN or --template, not both");
    }
    return file == null ? template.plan() : PlanReader.read(file);
  }

  /** What a run that goes on has to undo is its own: it would be taken from under its feet. */
  private void requireNoRun() {
    try {
      if (!force && PlanRun.isGoingOn(state.toAbsolutePath())) {
        throw new UsageException(
            "a run with the state folder "
                + state
                + " is going on; end it (Ctrl-C, or a file STOP there), or undo with --force");
      }
    } catch (IOException e) {
      throw new UsageException("whether a run is going on cannot be told: " + e.getMessage(), e);
    }
  }

  private PlanPlayer player() {
    return new PlanPlayer(terminal, state.toAbsolutePath(), json);
  }

  private int play(Plan plan) {
    if (html != null) {
      HtmlOption.check(html);
    }
    long drawn =
        seed != null ? seed : plan.seed().orElseGet(() -> System.nanoTime() & 0x7fff_ffffL);
    if (!json) {
      say("plan " + plan.name() + ", seed " + drawn);
    }
    PlanReport report =
        player()
            .play(
                plan,
                drawn,
                event -> {
                  if (!json) {
                    say(event.toString());
                  }
                });
    print(report);
    boolean written = page(plan, report);
    return switch (report.outcome()) {
      case HELD -> (written ? ExitCode.NO_VIOLATION : ExitCode.FAILURE).number();
      case VIOLATED -> ExitCode.VIOLATION.number();
      case UNDECIDED, STOPPED -> ExitCode.INCONCLUSIVE.number();
    };
  }

  /** What came of it is said already: a page that cannot be written takes nothing away. */
  private boolean page(Plan plan, PlanReport report) {
    if (html == null) {
      return true;
    }
    String again = file == null ? "" : " " + file;
    try {
      PlanPage.write(
          html, plan, report, terminal.command() + " run" + again + " --seed " + report.seed());
      return true;
    } catch (IOException e) {
      terminal.err().println("the page cannot be written: " + e);
      return false;
    }
  }

  private void print(PlanReport report) {
    if (!json) {
      say(
          report.outcome().text()
              + (report.reason().isEmpty() ? "" : ": " + report.reason())
              + " (seed "
              + report.seed()
              + ")");
      return;
    }
    JsonObject document = new JsonObject();
    document.addProperty("outcome", report.outcome().text());
    document.addProperty("reason", report.reason());
    document.addProperty("seed", report.seed());
    JsonArray checks = new JsonArray();
    report
        .checks()
        .forEach(one -> {
          JsonObject check = new JsonObject();
          check.addProperty("place", one.check().place().toString());
          check.addProperty("outcome", one.outcome().text());
          check.addProperty("said", one.said());
          checks.add(check);
        });
    document.add("checks", checks);
    JsonArray events = new JsonArray();
    report
        .events()
        .forEach(one -> {
          JsonObject event = new JsonObject();
          event.addProperty("atSeconds", Json.seconds(one.at().toNanos()));
          event.addProperty("event", one.text());
          events.add(event);
        });
    document.add("events", events);
    terminal.out().println(Json.text(document));
  }

  private void say(String line) {
    terminal.out().println(line);
    terminal.out().flush();
  }
}
