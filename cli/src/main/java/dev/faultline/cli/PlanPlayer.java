package dev.faultline.cli;

import dev.faultline.chaos.plan.HistoryJudge;
import dev.faultline.chaos.plan.Plan;
import dev.faultline.chaos.plan.PlanEvent;
import dev.faultline.chaos.plan.PlanReport;
import dev.faultline.chaos.plan.PlanRun;
import dev.faultline.check.named.NamedCheck;
import dev.faultline.check.read.HistoryReader;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.Pace;
import dev.faultline.check.read.RawListener;
import dev.faultline.check.read.RawOperation;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Plays plans of the command line: histories are judged by the command {@code check}, and when the
 * process is told to end, it stays until everything is undone.
 *
 * @param state where logs and faults to undo are kept
 * @param json whether standard output is for one document
 */
record PlanPlayer(Terminal terminal, Path state, boolean json) {
  /** Plays a plan once; {@code listener} is told of each event. */
  PlanReport play(Plan plan, long seed, Consumer<PlanEvent> listener) {
    PlanRun run =
        new PlanRun(
            plan, seed, state, Map.of("FAULTLINE", OwnCommand.of(terminal)), new Judge(), listener);
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook = new Thread(() -> abort(run, ended), "faultline-run-end");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return run.run();
    } finally {
      ended.countDown();
      remove(hook);
    }
  }

  private static void abort(PlanRun run, CountDownLatch ended) {
    run.abort();
    try {
      boolean inTime = ended.await(60, TimeUnit.SECONDS);
      if (!inTime) {
        System.err.println("faultline: not all is undone yet; run --undo");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook has what it waits for.
      assert e != null;
    }
  }

  private static final class Succeeded implements RawListener {
    long count;

    @Override
    public void called(RawOperation call) {
      count += call.end() == RawOperation.End.OK ? 1 : 0;
    }

    @Override
    public void ended(RawOperation operation) {
      called(operation);
    }
  }

  /** Judges by the command check, which prints its evidence itself. */
  private final class Judge implements HistoryJudge {
    private static final int LONGEST = 1_000;

    private String evidence = "";

    @Override
    public String evidence() {
      return evidence;
    }

    @Override
    public OptionalLong succeeded(Path history) {
      Succeeded succeeded = new Succeeded();
      try (InputStream in = Files.newInputStream(HistoryReader.historyIn(history))) {
        HistoryReader.read(history.toString(), in, Pace.UNBOUNDED, _ -> succeeded);
        return OptionalLong.of(succeeded.count);
      } catch (IOException | MalformedHistoryException e) {
        // Whoever judges it says what is wrong with it.
        return OptionalLong.empty();
      }
    }

    @Override
    public Optional<String> refuses(String model, String level) {
      if (level.equals("all")) {
        return Optional.of(
            "level 'all' promises nothing, since it only says which levels hold; expected one"
                + " level, such as linearizable");
      }
      try {
        NamedCheck.of(model, level);
        return Optional.empty();
      } catch (IllegalArgumentException e) {
        return Optional.of(String.valueOf(e.getMessage()));
      }
    }

    @Override
    public Verdict judge(Path history, String model, String level) {
      StringWriter said = new StringWriter();
      Terminal to =
          new Terminal(
              new PrintWriter(said, true),
              terminal.err(),
              false,
              false,
              terminal.environment(),
              terminal.command());
      int code = Main.run(to, "check", history.toString(), "--model", model, "--level", level);
      PrintWriter out = json ? terminal.err() : terminal.out();
      out.print(said);
      out.flush();
      String line = said.toString().strip().replaceAll("\\s*\\R\\s*", " ");
      // Behind the verdict, the file and the counts.
      int reason = line.indexOf(")  ");
      evidence = reason < 0 ? "" : line.substring(reason + 3);
      evidence = evidence.substring(0, Math.min(LONGEST, evidence.length()));
      return switch (code) {
        case 0 -> Verdict.VALID;
        case 1 -> Verdict.INVALID;
        case 3 -> Verdict.UNKNOWN;
        default -> Verdict.MALFORMED;
      };
    }
  }
}
