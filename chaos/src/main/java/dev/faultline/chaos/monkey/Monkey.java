package dev.faultline.chaos.monkey;

import dev.faultline.chaos.monkey.audit.AuditLog;
import dev.faultline.chaos.monkey.audit.AuditRecord;
import dev.faultline.chaos.monkey.audit.AuditRecord.Event;
import dev.faultline.chaos.monkey.audit.AuditRecord.Victim;
import dev.faultline.chaos.monkey.audit.Metrics;
import dev.faultline.chaos.monkey.config.AppConfig;
import dev.faultline.chaos.monkey.config.MonkeyConfig;
import dev.faultline.chaos.monkey.group.Group;
import dev.faultline.chaos.monkey.group.Instance;
import dev.faultline.chaos.monkey.process.ProcessControl;
import dev.faultline.chaos.monkey.process.ProcessFault;
import dev.faultline.chaos.monkey.safety.Check;
import dev.faultline.chaos.monkey.safety.Decision;
import dev.faultline.chaos.monkey.safety.Facts;
import dev.faultline.chaos.monkey.safety.Safety;
import dev.faultline.chaos.monkey.undo.Strikes;
import dev.faultline.chaos.monkey.undo.Undo;
import dev.faultline.chaos.monkey.undo.UndoStore;
import dev.faultline.chaos.monkey.undo.Undone;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Strikes one instance of a group, if every safety check permits it. The configuration is read
 * again before each decision, so that switching the monkey off takes effect at once. Thread-safe;
 * of concurrent attempts at one group, also by other processes with the same state folder, only one
 * acts.
 */
public final class Monkey {
  private static final AtomicLong RUNS = new AtomicLong();

  private final Surroundings surroundings;
  private final Strikes strikes;
  private final AuditLog log;
  private final Path state;
  private final InstantSource clock;
  private final Queue<String> warnings = new ConcurrentLinkedQueue<>();

  /**
   * A monkey on this machine.
   *
   * @param config reads the configuration; if it throws, the monkey does not strike
   * @param state the folder of audit log, locks and faults to undo
   */
  public Monkey(
      Supplier<MonkeyConfig> config, Path state, ProcessControl control, InstantSource clock) {
    this.state = state;
    this.clock = clock;
    log = auditLog(state);
    strikes = new Strikes(control, undoStore(state));
    surroundings = new Surroundings(config, control, log, clock);
  }

  static AuditLog auditLog(Path state) {
    return new AuditLog(state.resolve("audit.jsonl"));
  }

  /** The faults to undo in a state folder. */
  public static UndoStore undoStore(Path state) {
    return new UndoStore(state.resolve("undo"));
  }

  /** What it did and did not do. */
  public AuditLog log() {
    return log;
  }

  /** The current facts about a group. */
  public Facts facts(Group group, long seed, Optional<Boolean> leashed) {
    return surroundings.facts(group, seed, leashed);
  }

  /**
   * Strikes one instance of a group, or returns why it did not. A lasting fault continues when this
   * returns: {@link #undo} ends it.
   *
   * @param seed determines the victim
   * @param leashed if present, overrides the configuration
   * @param fault if present, overrides the app's fault
   * @throws IOException if the audit log cannot be written before the strike; if it cannot be
   *     written afterwards, that becomes one of the {@link #takeWarnings}
   */
  public Outcome terminate(
      Group group, long seed, Optional<Boolean> leashed, Optional<ProcessFault> fault)
      throws IOException {
    Attempt attempt = new Attempt(group, seed, leashed, fault);
    try (GroupLock lock = GroupLock.tryLock(state.resolve("locks"), group.name()).orElse(null)) {
      if (lock == null) {
        return attempt.refused(
            new Decision.Refuse(Check.LOCK, "another run is at " + group, false), Optional.empty());
      }
      return attempt.run();
    } finally {
      metrics();
    }
  }

  /** Ends a lasting fault, and logs that; if it cannot be logged, that becomes a warning. */
  public Undone undo(Group group, Undo undo) {
    Undone undone = strikes.undo(undo);
    appendOrWarn(record(clock.instant(), undo, group.name(), undone));
    metrics();
    return undone;
  }

  static AuditRecord record(Instant at, Undo undo, String group, Undone undone) {
    return new AuditRecord(
        at,
        undo.id(),
        undone.done() ? Event.UNDONE : Event.UNDO_FAILED,
        group,
        Optional.empty(),
        "undo",
        false,
        undone.done() ? "" : undone.said());
  }

  /** Whether the safety lever is pulled, or that cannot be determined. */
  public boolean isStopped() {
    return surroundings.isStopped();
  }

  /**
   * Log records that could not be written since the last call, although their actions were done; a
   * line each.
   */
  public List<String> takeWarnings() {
    List<String> all = new ArrayList<>();
    for (String one = warnings.poll(); one != null; one = warnings.poll()) {
      all.add(one);
    }
    return all;
  }

  /** The action was done: a failing log must not lose its undo. */
  private void appendOrWarn(AuditRecord done) {
    try {
      log.append(done);
    } catch (IOException e) {
      warnings.add(
          "the audit log lacks '"
              + done.event().name().toLowerCase(Locale.ROOT)
              + "': "
              + e.getMessage());
    }
  }

  private void metrics() {
    Optional<Path> file = surroundings.metrics();
    if (file.isPresent()) {
      try {
        Metrics.write(file.get(), log.records());
      } catch (IOException e) {
        warnings.add("the metrics " + file.get() + " cannot be written: " + e);
      }
    }
  }

  /** One attempt: from the first question to the last line of the log. */
  private final class Attempt {
    private final Group group;
    private final long seed;
    private final Optional<Boolean> leash;
    private final Optional<ProcessFault> chosen;
    private final String run =
        clock.millis() + "-" + ProcessHandle.current().pid() + "-" + RUNS.incrementAndGet();
    private String fault = "";
    private boolean leashed = true;

    Attempt(Group group, long seed, Optional<Boolean> leash, Optional<ProcessFault> chosen) {
      this.group = group;
      this.seed = seed;
      this.leash = leash;
      this.chosen = chosen;
    }

    Outcome run() throws IOException {
      return switch (Safety.decide(facts(group, seed, leash))) {
        case Decision.Refuse refuse -> refused(refuse, Optional.empty());
        case Decision.Strike(Instance victim, boolean isLeashed, AppConfig app) -> {
          leashed = isLeashed;
          yield strike(victim, chosen.orElse(app.fault()));
        }
      };
    }

    private Outcome strike(Instance victim, ProcessFault what) throws IOException {
      fault = what.toString();
      Optional<String> unsupported =
          what instanceof ProcessFault.Slow ? strikes.cannotSlow() : Optional.empty();
      if (unsupported.isPresent()) {
        return refused(
            new Decision.Refuse(Check.ACT, unsupported.get(), true), Optional.of(victim));
      }
      append(Event.INTENT, Optional.of(victim), "");
      Optional<String> untracked = surroundings.track(group, victim, what, leashed);
      if (untracked.isPresent()) {
        return refused(
            new Decision.Refuse(Check.TRACKERS, untracked.get(), true), Optional.of(victim));
      }
      // Trackers take their time: whatever has changed meanwhile counts, the intent itself does
      // not.
      Facts again = surroundings.without(run, facts(group, seed, leash));
      switch (Safety.confirm(again, victim)) {
        case Decision.Refuse refuse -> {
          return refused(refuse, Optional.of(victim));
        }
        // One that was only to be said is not done, whatever has changed since.
        case Decision.Strike(var _, boolean leashedNow, var _) -> leashed = leashed || leashedNow;
      }
      if (leashed) {
        append(Event.DONE, Optional.of(victim), "");
        return new Outcome.Said(victim, what);
      }
      return act(victim, what);
    }

    private Outcome act(Instance victim, ProcessFault what) throws IOException {
      Optional<Undo> undo;
      try {
        undo = strikes.strike(run, victim.process().id(), group.app(), what, clock.instant());
      } catch (IOException e) {
        String reason = String.valueOf(e.getMessage());
        appendOrWarn(record(Event.FAILED, Optional.of(victim), reason));
        return new Outcome.Failed(victim, reason);
      }
      appendOrWarn(record(Event.DONE, Optional.of(victim), ""));
      return new Outcome.Struck(victim, what, undo);
    }

    Outcome refused(Decision.Refuse refuse, Optional<Instance> victim) throws IOException {
      append(Event.REFUSED, victim, refuse.check().text() + ": " + refuse.reason());
      return new Outcome.Refused(refuse.check(), refuse.reason(), refuse.error());
    }

    private void append(Event event, Optional<Instance> victim, String reason) throws IOException {
      log.append(record(event, victim, reason));
    }

    private AuditRecord record(Event event, Optional<Instance> victim, String reason) {
      return new AuditRecord(
          clock.instant(),
          run,
          event,
          group.name(),
          victim.map(Victim::of),
          fault,
          leashed,
          reason);
    }
  }
}
