package dev.faultline.chaos.plan;

import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.ProxyServerOptions;
import dev.faultline.chaos.monkey.GroupLock;
import dev.faultline.chaos.monkey.Monkey;
import dev.faultline.chaos.monkey.process.DurationText;
import dev.faultline.chaos.monkey.process.ProcessControl;
import dev.faultline.chaos.monkey.undo.Strikes;
import dev.faultline.chaos.monkey.undo.Undone;
import dev.faultline.chaos.plan.PlanReport.Checked;
import dev.faultline.chaos.plan.PlanReport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a plan once: starts its processes, asks its probes, injects faults in phases, heals, waits
 * until the system has settled, and checks. When {@link #run} returns, even after a failure, it has
 * undone every fault and ended every process that it started; the report names what it could not
 * undo. During the run the undo steps are on disk, so that they can be carried out after a kill -9.
 * Call {@link #run} only once; any thread may call {@link #abort}.
 */
public final class PlanRun {
  /** The name of the lock in the state folder. */
  private static final String LOCK = "run";

  /**
   * The variable by which a load learns when the plan began, in nanoseconds of the machine's
   * monotonic clock, from which {@link System#nanoTime} counts on Linux.
   */
  public static final String BEGAN = "FAULTLINE_PLAN_BEGAN_NANOS";

  private final Plan plan;
  private final long seed;
  private final Path state;
  private final HistoryJudge judge;
  private final Consumer<PlanEvent> listener;
  private final InstantSource clock = InstantSource.system();
  private final long begun = System.nanoTime();
  private final Instant begunAt = clock.instant();

  private final ProcessControl control = ProcessControl.ofMachine();
  private final Strikes strikes;
  private final Processes processes;
  private final Targets targets;
  private final Probes probes;
  private final ProxyServer proxies;
  private final Disks disks;
  private final Faults faults;
  private final List<PlanEvent> events = new ArrayList<>();
  private final List<Checked> checked = new ArrayList<>();
  private final Bands bands = new Bands(this::sinceBegun);
  private final Watch watch;
  private final Starts starts;
  private final FinalChecks decide;
  private @Nullable GroupLock alone;

  /** Whether every fault to undo in the state folder belongs to this run. */
  private boolean fresh;

  private @Nullable RuntimeException listenerFailed;

  /**
   * A run of a plan.
   *
   * @param state the folder that holds the logs, the faults to undo and the safety lever, a file
   *     named STOP
   * @param environment variables for all commands of the plan, in addition to the run's own
   * @param judge judges histories
   * @param listener receives each event, on the thread that runs the plan
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
    Map<String, String> variables = variables(plan, state, environment);
    variables.put(BEGAN, Long.toString(begun));
    strikes = new Strikes(control, Monkey.undoStore(state));
    processes = new Processes(plan, state, control, strikes, clock, variables);
    targets = new Targets(plan, state, control, processes, new PodTargets(plan, variables));
    probes = new Probes(plan.folder(), variables);
    watch = new Watch(plan, state, targets, processes, probes, this::say);
    decide = new FinalChecks(plan, processes.log(Processes.LOAD), probes, judge, watch, begunAt);
    starts = new Starts(targets, processes, probes, watch, this::say);
    disks = new Disks(plan, processes, strikes, clock, variables);
    proxies = ProxyServer.start(ProxyServerOptions.DEFAULT.withSeed(seed));
    faults =
        new Faults(
            plan, targets, processes, watch, strikes, proxies, probes, clock, seed, bands,
            this::say);
  }

  /** What commands of the plan find in their environment. */
  private static Map<String, String> variables(
      Plan plan, Path state, Map<String, String> environment) {
    Map<String, String> variables = new TreeMap<>(environment);
    variables.put("FAULTLINE_PLAN", plan.name());
    variables.put("FAULTLINE_LOGS", Processes.logs(state).toString());
    for (PlanProxy proxy : plan.proxies()) {
      String name = proxy.name().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
      variables.put("FAULTLINE_PROXY_" + name, proxy.spec().listen());
    }
    return variables;
  }

  /** Ends the plan as soon as possible. The thread in {@link #run} undoes what the plan did. */
  public void abort() {
    watch.abort();
  }

  /**
   * Runs the plan.
   *
   * @throws PlanException if the plan cannot run on this machine; then nothing has been done
   * @throws RuntimeException if the listener threw it, which ends the run; the faults are undone in
   *     this case too
   */
  public PlanReport run() {
    Outcome outcome = Outcome.HELD;
    String reason = "";
    Duration lasted;
    List<String> failures;
    try {
      prepare();
      play();
    } catch (Halt halt) {
      outcome = halt.outcome();
      reason = halt.reason();
    } finally {
      lasted = sinceBegun();
      failures = cleanUp();
    }
    if (listenerFailed != null) {
      throw listenerFailed;
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
    if (outcome == Outcome.HELD && !faults.withoutEffect().isEmpty()) {
      outcome = Outcome.UNDECIDED;
      reason = String.join("; ", faults.withoutEffect());
    }
    if (outcome == Outcome.HELD && plan.checks().isEmpty() && plan.quiet().until().isEmpty()) {
      outcome = Outcome.UNDECIDED;
      reason = "nothing was checked: the plan has neither checks nor probes of its quiet time";
    }
    return new PlanReport(outcome, reason, seed, checked, events, bands.all(), lasted);
  }

  /**
   * Whether this process or another one is running a plan with this state folder.
   *
   * @throws IOException if this cannot be determined
   */
  public static boolean isGoingOn(Path state) throws IOException {
    if (!Files.isDirectory(state)) {
      return false;
    }
    try (GroupLock lock = GroupLock.tryLock(state, LOCK).orElse(null)) {
      return lock == null;
    }
  }

  /** Checks what can be refused before the run changes anything. */
  private void prepare() {
    if (watch.isLeverPulled()) {
      throw new PlanException(
          "the safety lever " + watch.lever() + " is pulled; remove the file to run plans");
    }
    for (FinalCheck check : plan.checks()) {
      if (check instanceof FinalCheck.History history) {
        judge
            .refuses(history.model(), history.level())
            .ifPresent(reason -> {
              throw new PlanException(check.place() + ": " + reason);
            });
      }
    }
    try {
      alone = GroupLock.tryLock(state, LOCK).orElse(null);
      if (alone == null) {
        throw new PlanException(
            "another run with the state folder %s is going on; wait, or use another --state"
                .formatted(state));
      }
      int left = Monkey.undoStore(state).pending().size();
      if (left > 0) {
        throw new PlanException(
            "%d faults of an earlier run are still to be undone in %s; do so with --undo"
                .formatted(left, state));
      }
      fresh = true;
      targets.find();
      Unsupported.refuse(plan, targets, strikes, control);
      disks.require();
      for (PlanProxy proxy : plan.proxies()) {
        proxies.create(proxy.spec());
      }
    } catch (ProxyException | IOException e) {
      throw new PlanException("the plan cannot be played here: " + e.getMessage(), e);
    }
  }

  private void play() throws Halt {
    for (Target target : plan.targets()) {
      disks.mount(target, watch);
      if (target.source() instanceof Target.Started how) {
        starts.start(target, how, false);
      }
    }
    List<Probes.Answer> steady = probes.askAll(plan.steady());
    for (int i = 0; i < steady.size(); i++) {
      if (!(steady.get(i) instanceof Probes.Answer.Yes)) {
        throw new Halt(
            Outcome.UNDECIDED,
            "before any fault, '%s' does not hold: %s"
                .formatted(plan.steady().get(i).name(), steady.get(i).reason()));
      }
    }
    if (plan.load().isPresent()) {
      processes.start(Processes.LOAD, List.of("sh", "-c", plan.load().get()), Map.of());
      say("load starts");
    }
    for (Phase phase : plan.phases()) {
      play(phase);
    }
    say("quiet");
    bands.phase("quiet");
    if (!watch.await(plan.quiet().limit(), plan.quiet().until(), false)
        && !plan.quiet().until().isEmpty()) {
      throw decide.underLoad(watch.unsettled());
    }
    watch.requireLoad();
    failures(processes.end(Processes.LOAD));
    check();
  }

  private void play(Phase phase) throws Halt {
    say("phase " + phase.name());
    bands.phase(phase.name());
    boolean strikes = !phase.faults().isEmpty();
    if (strikes && processes.exitCode(Processes.LOAD).isPresent()) {
      say("the load has ended before this phase's faults");
    } else if (strikes) {
      decide.strikesUnderLoad();
    }
    boolean heldBefore = strikes && phase.until().filter(probes::holds).isPresent();
    for (PlanFault fault : phase.faults()) {
      watch.look(false);
      faults.begin(fault);
    }
    for (Probe command : phase.commands()) {
      watch.look(strikes);
      say("run " + command.name());
      Probes.Answer answer = probes.ask(command);
      if (!(answer instanceof Probes.Answer.Yes)) {
        throw new Halt(
            Outcome.UNDECIDED, "'%s' failed: %s".formatted(command.name(), answer.reason()));
      }
    }
    boolean held =
        watch.await(phase.duration(), phase.until().map(List::of).orElse(List.of()), strikes);
    if (!held && phase.until().isPresent()) {
      say(
          "phase %s is over after %s without '%s'"
              .formatted(
                  phase.name(), DurationText.text(phase.duration()), phase.until().get().name()));
    }
    if (held && heldBefore && watch.heldAtOnce() && phase.commands().isEmpty()) {
      faults.hadNoTime(phase);
    }
    heal();
  }

  private static void failures(List<String> failures) throws Halt {
    if (!failures.isEmpty()) {
      throw new Halt(Outcome.UNDECIDED, String.join("; ", failures));
    }
  }

  /** Ends the faults of a phase, and restarts the targets that they killed. */
  private void heal() throws Halt {
    failures(faults.end());
    for (Target target : faults.takeRestarts()) {
      watch.look(false);
      if (target.source() instanceof Target.Started how) {
        if (processes.ended(target.name()).isPresent()) {
          starts.requireSilent(target, how);
        }
        failures(processes.end(target.name()));
        starts.start(target, how, true);
        bands.endOf(target);
      }
    }
  }

  private void check() throws Halt {
    for (FinalCheck check : plan.checks()) {
      watch.requireGoingOn();
      Checked one = decide.checked(check);
      say("check: " + one.outcome().text() + ", " + one.said());
      checked.add(one);
    }
  }

  /** Takes its time also where the thread has been interrupted, which ends the plan. */
  private List<String> cleanUp() {
    boolean interrupted = Thread.interrupted();
    List<String> failures = new ArrayList<>();
    // If one step throws, the others are still done.
    step(failures, () -> failures.addAll(faults.end()));
    step(failures, () -> failures.addAll(processes.endAll()));
    step(failures, () -> failures.addAll(disks.unmount()));
    step(failures, () -> left(failures));
    step(failures, targets.pods()::close);
    step(failures, proxies::close);
    step(failures, probes::close);
    step(failures, this::letOthers);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return failures;
  }

  /** What was begun, and is not known to have been: it is undone now, or named. */
  private void left(List<String> failures) throws IOException {
    if (fresh) {
      for (Undone undone : strikes.undoAll(false)) {
        if (!undone.done() && !failures.contains(undone.said())) {
          failures.add(undone.said());
        }
      }
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private static void step(List<String> failures, Step step) {
    try {
      step.run();
    } catch (IOException | RuntimeException e) {
      failures.add("not all is cleaned up: " + e);
    }
  }

  private void letOthers() throws IOException {
    if (alone != null) {
      alone.close();
    }
  }

  private Duration sinceBegun() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private void say(String text) {
    PlanEvent event = new PlanEvent(sinceBegun(), text);
    events.add(event);
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      // This ends the plan, but must not prevent the undo of a fault.
      listenerFailed = listenerFailed == null ? e : listenerFailed;
      watch.abort();
    }
  }
}
