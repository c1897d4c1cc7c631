package dev.faultline.chaos.plan;

import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.ProxyServerOptions;
import dev.faultline.chaos.ProxySpec;
import dev.faultline.chaos.monkey.Monkey;
import dev.faultline.chaos.monkey.process.ProcessControl;
import dev.faultline.chaos.monkey.undo.Strikes;
import dev.faultline.chaos.plan.PlanReport.Checked;
import dev.faultline.chaos.plan.PlanReport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays a plan once: starts what it starts, asks its probes, strikes in phases, heals, waits until
 * the system has settled, and checks. Whatever happens, every fault is undone and all that it
 * started is ended when {@link #run} returns; what that takes is on disk meanwhile, for after a
 * kill -9. {@link #run} is called once; {@link #abort} by any thread.
 */
public final class PlanRun {
  private static final Duration BETWEEN_PROBES = Duration.ofMillis(100);
  private static final String LOAD = "load";

  private final Plan plan;
  private final long seed;
  private final Path state;
  private final HistoryJudge judge;
  private final Consumer<PlanEvent> listener;
  private final InstantSource clock = InstantSource.system();
  private final long begun = System.nanoTime();
  private final CountDownLatch aborted = new CountDownLatch(1);

  private final Strikes strikes;
  private final Targets targets;
  private final Probes probes;
  private final ProxyServer proxies;
  private final Faults faults;
  private final List<PlanEvent> events = new ArrayList<>();
  private final List<Checked> checked = new ArrayList<>();
  private final Set<FinalCheck.Sometimes> seen = new LinkedHashSet<>();
  private @Nullable Process load;

  /**
   * A run of a plan.
   *
   * @param state the folder of logs, faults to undo and the safety lever, a file STOP
   * @param environment variables of all commands of the plan, beside its own
   * @param judge decides about histories
   * @param listener is told of each event, by the thread that runs
   */
  public PlanRun(
      Plan plan,
      long seed,
      Path state,
      Map<String, String> environment,
      HistoryJudge judge,
      Consumer<PlanEvent> listener) {
    this.plan = plan;
    this.seed = seed;
    this.state = state;
    this.judge = judge;
    this.listener = listener;
    ProcessControl control = ProcessControl.ofMachine();
    Map<String, String> variables = variables(plan, environment);
    strikes = new Strikes(control, Monkey.undoStore(state));
    targets = new Targets(plan, state, control, strikes, clock, variables);
    probes = new Probes(plan.folder(), variables);
    proxies = ProxyServer.start(ProxyServerOptions.DEFAULT.withSeed(seed));
    faults = new Faults(plan, targets, strikes, proxies, probes, clock, seed, this::say);
  }

  /** What commands of the plan find in their environment. */
  private static Map<String, String> variables(Plan plan, Map<String, String> environment) {
    Map<String, String> variables = new TreeMap<>(environment);
    variables.put("FAULTLINE_PLAN", plan.name());
    for (ProxySpec proxy : plan.proxies()) {
      String name = proxy.name().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
      variables.put("FAULTLINE_PROXY_" + name, proxy.listen());
    }
    return variables;
  }

  /** Ends the plan as soon as may be; what it did is undone by the one who runs it. */
  public void abort() {
    aborted.countDown();
  }

  /**
   * Plays the plan.
   *
   * @throws PlanException where it cannot be played here; then nothing has been done
   */
  public PlanReport run() {
    Outcome outcome = Outcome.HELD;
    String reason = "";
    List<String> failures;
    try {
      prepare();
      play();
    } catch (Halt halt) {
      outcome = halt.outcome();
      reason = halt.reason();
    } finally {
      failures = cleanUp();
    }
    for (Checked one : checked) {
      if (outcome == Outcome.HELD
          || (outcome == Outcome.UNDECIDED && one.outcome() == Outcome.VIOLATED)) {
        outcome = one.outcome();
        reason = one.outcome() == Outcome.HELD ? "" : one.said();
      }
    }
    if (!failures.isEmpty()) {
      outcome = outcome == Outcome.HELD ? Outcome.UNDECIDED : outcome;
      reason = (reason.isEmpty() ? "" : reason + "; ") + String.join("; ", failures);
    }
    return new PlanReport(outcome, reason, seed, checked, events);
  }

  /** What can be refused before anything is done. */
  private void prepare() {
    if (isLeverPulled()) {
      throw new PlanException(
          "the safety lever " + lever() + " is pulled; remove the file to run plans");
    }
    try {
      int left = Monkey.undoStore(state).pending().size();
      if (left > 0) {
        throw new PlanException(
            "%d faults of an earlier run are still to be undone in %s; do so with --undo"
                .formatted(left, state));
      }
      targets.find();
      refuseUnsupported();
      for (ProxySpec proxy : plan.proxies()) {
        proxies.create(proxy);
      }
    } catch (ProxyException | IOException e) {
      throw new PlanException("the plan cannot be played here: " + e.getMessage(), e);
    }
  }

  private void refuseUnsupported() throws IOException {
    for (Phase phase : plan.phases()) {
      for (PlanFault fault : phase.faults()) {
        if (fault instanceof PlanFault.Slow slow) {
          Optional<String> reason = strikes.cannotSlow();
          if (reason.isPresent()) {
            throw slow.place().wrong(reason.get());
          }
        }
      }
    }
  }

  private void play() throws Halt {
    for (Target target : plan.targets()) {
      if (target.source() instanceof Target.Started how) {
        start(target, how);
      }
    }
    for (Probe probe : plan.steady()) {
      Probes.Answer answer = probes.ask(probe);
      if (!(answer instanceof Probes.Answer.Yes)) {
        throw new Halt(
            Outcome.UNDECIDED,
            "before any fault, '%s' does not hold: %s".formatted(probe.name(), answer.reason()));
      }
    }
    if (plan.load().isPresent()) {
      load = targets.start(LOAD, List.of("sh", "-c", plan.load().get()), Map.of());
      say("load starts");
    }
    for (Phase phase : plan.phases()) {
      say("phase " + phase.name());
      for (PlanFault fault : phase.faults()) {
        faults.begin(fault);
      }
      for (Probe command : phase.commands()) {
        say("run " + command.name());
        Probes.Answer answer = probes.ask(command);
        if (!(answer instanceof Probes.Answer.Yes)) {
          throw new Halt(
              Outcome.UNDECIDED, "'%s' failed: %s".formatted(command.name(), answer.reason()));
        }
      }
      await(phase.duration(), phase.until().map(List::of).orElse(List.of()), true);
      heal();
    }
    say("quiet");
    if (!await(plan.quiet().limit(), plan.quiet().until(), false)
        && !plan.quiet().until().isEmpty()) {
      throw new Halt(Outcome.VIOLATED, "the system has not settled within " + plan.quiet().limit());
    }
    targets.end(LOAD);
    check();
  }

  private void start(Target target, Target.Started how) throws Halt {
    targets.start(target, how);
    say("start " + target.name());
    long deadline = System.nanoTime() + how.within().toNanos();
    while (how.ready().isPresent() && !probes.holds(how.ready().get())) {
      Optional<String> ended = targets.ended(target.name());
      if (ended.isPresent()) {
        throw new Halt(Outcome.UNDECIDED, ended.get());
      }
      if (System.nanoTime() - deadline >= 0) {
        throw new Halt(
            Outcome.UNDECIDED,
            "'%s' is not ready within %s".formatted(target.name(), how.within()));
      }
      pause(BETWEEN_PROBES);
    }
  }

  /** Ends the faults of a phase, and starts again what they killed. */
  private void heal() throws Halt {
    List<String> failures = faults.end();
    if (!failures.isEmpty()) {
      throw new Halt(Outcome.UNDECIDED, String.join("; ", failures));
    }
    for (Target target : faults.takeRestarts()) {
      targets.end(target.name());
      if (target.source() instanceof Target.Started how) {
        start(target, how);
      }
    }
  }

  /**
   * Waits, until all of some probes hold or the time is over; returns whether they do.
   *
   * @param struck whether this is a time of faults, in which something may happen sometimes
   */
  private boolean await(Duration duration, List<Probe> until, boolean struck) throws Halt {
    long deadline = System.nanoTime() + duration.toNanos();
    while (true) {
      watch(struck);
      if (!until.isEmpty() && until.stream().allMatch(probes::holds)) {
        return true;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      pause(Duration.ofNanos(Math.min(left, BETWEEN_PROBES.toNanos())));
    }
  }

  /** What ends a plan before its end, and what has to happen sometimes. */
  private void watch(boolean struck) throws Halt {
    if (isLeverPulled()) {
      throw new Halt(Outcome.STOPPED, "the safety lever " + lever() + " is pulled");
    }
    for (Probe probe : plan.stop()) {
      switch (probes.ask(probe)) {
        case Probes.Answer.Yes yes ->
            throw new Halt(Outcome.STOPPED, "the stop condition '" + probe.name() + "' is true");
        case Probes.Answer.Error(var said) ->
            throw new Halt(
                Outcome.STOPPED,
                "the stop condition '" + probe.name() + "' cannot be asked: " + said);
        case Probes.Answer.No no -> {}
      }
    }
    Process driving = load;
    if (driving != null && !driving.isAlive() && driving.exitValue() != 0) {
      throw new Halt(Outcome.UNDECIDED, targets.ended(LOAD).orElse("the load has ended"));
    }
    for (FinalCheck check : plan.checks()) {
      if (struck && check instanceof FinalCheck.Sometimes sometimes && !seen.contains(sometimes)) {
        if (probes.holds(sometimes.probe())) {
          seen.add(sometimes);
          say("'" + sometimes.probe().name() + "' was true");
        }
      }
    }
  }

  private Path lever() {
    return state.resolve("STOP");
  }

  private boolean isLeverPulled() {
    return !Files.notExists(lever());
  }

  private void pause(Duration duration) throws Halt {
    try {
      if (aborted.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new Halt(Outcome.STOPPED, "its user has ended it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Halt(Outcome.STOPPED, "it was interrupted");
    }
  }

  private void check() {
    for (FinalCheck check : plan.checks()) {
      Checked one = checked(check);
      say("check: " + one.outcome().text() + ", " + one.said());
      checked.add(one);
    }
  }

  private Checked checked(FinalCheck check) {
    return switch (check) {
      case FinalCheck.Holds(var place, var probe) -> {
        Probes.Answer answer = probes.ask(probe);
        yield switch (answer) {
          case Probes.Answer.Yes yes ->
              new Checked(check, Outcome.HELD, "'" + probe.name() + "' holds");
          case Probes.Answer.No no ->
              new Checked(
                  check,
                  Outcome.VIOLATED,
                  "'%s' does not hold: %s".formatted(probe.name(), answer.reason()));
          case Probes.Answer.Error error ->
              new Checked(check, Outcome.UNDECIDED, "'" + probe.name() + "': " + answer.reason());
        };
      }
      case FinalCheck.History history -> {
        String what = "%s as %s, %s".formatted(history.file(), history.model(), history.level());
        HistoryJudge.Verdict verdict =
            judge.judge(history.file(), history.model(), history.level());
        Outcome outcome =
            switch (verdict) {
              case VALID -> Outcome.HELD;
              case INVALID -> Outcome.VIOLATED;
              case UNKNOWN, MALFORMED -> Outcome.UNDECIDED;
            };
        yield new Checked(check, outcome, what + ": " + verdict.name().toLowerCase(Locale.ROOT));
      }
      case FinalCheck.Sometimes sometimes ->
          seen.contains(sometimes)
              ? new Checked(
                  check, Outcome.HELD, "'" + sometimes.probe().name() + "' was true sometimes")
              : new Checked(
                  check,
                  Outcome.UNDECIDED,
                  "'" + sometimes.probe().name() + "' was never true: the faults did not bite");
    };
  }

  private List<String> cleanUp() {
    List<String> failures = new ArrayList<>(faults.end());
    failures.addAll(targets.endAll());
    proxies.close();
    probes.close();
    return failures;
  }

  private void say(String text) {
    PlanEvent event = new PlanEvent(Duration.ofNanos(System.nanoTime() - begun), text);
    events.add(event);
    listener.accept(event);
  }
}
