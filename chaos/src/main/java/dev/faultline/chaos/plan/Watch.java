package dev.faultline.chaos.plan;

import dev.faultline.chaos.monkey.process.DurationText;
import dev.faultline.chaos.plan.PlanReport.Outcome;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches for what ends a plan early: the user, the safety lever, stop conditions and a failing
 * load. Also tracks the {@code sometimes} checks. Confined to the thread that runs the plan, except
 * {@link #abort}.
 */
final class Watch {
  static final Duration BETWEEN_PROBES = Duration.ofMillis(100);

  private final Plan plan;
  private final Path lever;
  private final Targets targets;
  private final Processes processes;
  private final Probes probes;
  private final Consumer<String> say;
  private final CountDownLatch aborted = new CountDownLatch(1);
  private boolean heldAtOnce;
  private final Set<FinalCheck.Sometimes> seen = new LinkedHashSet<>();

  Watch(
      Plan plan,
      Path state,
      Targets targets,
      Processes processes,
      Probes probes,
      Consumer<String> say) {
    this.plan = plan;
    this.lever = state.resolve("STOP");
    this.targets = targets;
    this.processes = processes;
    this.probes = probes;
    this.say = say;
  }

  void abort() {
    aborted.countDown();
  }

  Path lever() {
    return lever;
  }

  boolean isLeverPulled() {
    // A link that leads nowhere pulls it too, and so does what cannot be looked at.
    return !Files.notExists(lever, LinkOption.NOFOLLOW_LINKS);
  }

  boolean wasSeen(FinalCheck.Sometimes sometimes) {
    return seen.contains(sometimes);
  }

  /** Throws if the user or the safety lever has stopped the plan; asks the system nothing. */
  void requireGoingOn() throws Halt {
    if (aborted.getCount() == 0) {
      throw new Halt(Outcome.STOPPED, "its user has ended it");
    }
    if (isLeverPulled()) {
      throw new Halt(Outcome.STOPPED, "the safety lever " + lever + " is pulled");
    }
  }

  /**
   * All that ends it.
   *
   * @param struck whether faults are at work, so that something may happen sometimes
   */
  void look(boolean struck) throws Halt {
    requireGoingOn();
    List<Probes.Answer> answers = probes.askAll(plan.stop());
    for (int i = 0; i < answers.size(); i++) {
      Probe probe = plan.stop().get(i);
      switch (answers.get(i)) {
        case Probes.Answer.Yes yes ->
            throw new Halt(Outcome.STOPPED, "the stop condition '" + probe.name() + "' is true");
        case Probes.Answer.Error(var said) -> throw unasked(probe, said);
        case Probes.Answer.Unanswered(var said) -> throw unasked(probe, said);
        case Probes.Answer.No no -> {}
      }
    }
    requireLoad();
    targets.endedByThemselves().forEach(say);
    if (struck) {
      lookForSometimes();
    }
  }

  private void lookForSometimes() {
    List<FinalCheck.Sometimes> unseen = new ArrayList<>();
    for (FinalCheck check : plan.checks()) {
      if (check instanceof FinalCheck.Sometimes sometimes && !seen.contains(sometimes)) {
        unseen.add(sometimes);
      }
    }
    List<Probes.Answer> answers =
        probes.askAll(unseen.stream().map(FinalCheck.Sometimes::probe).toList());
    for (int i = 0; i < answers.size(); i++) {
      if (answers.get(i) instanceof Probes.Answer.Yes) {
        seen.add(unseen.get(i));
        say.accept("'" + unseen.get(i).probe().name() + "' was true");
      }
    }
  }

  private static Halt unasked(Probe probe, String said) {
    return new Halt(
        Outcome.STOPPED, "the stop condition '" + probe.name() + "' cannot be asked: " + said);
  }

  /**
   * Why the quiet time is over without its probes. One that cannot be asked says nothing about the
   * system.
   */
  Halt unsettled() {
    List<Probes.Answer> answers = probes.askAll(plan.quiet().until());
    StringBuilder missing = new StringBuilder();
    for (int i = 0; i < answers.size(); i++) {
      String name = "'" + plan.quiet().until().get(i).name() + "'";
      if (answers.get(i) instanceof Probes.Answer.Error error) {
        return new Halt(
            Outcome.UNDECIDED,
            "whether the system has settled cannot be told: " + name + ": " + error.reason());
      }
      if (!(answers.get(i) instanceof Probes.Answer.Yes)) {
        missing.append(missing.isEmpty() ? ": " : ", ").append(name);
      }
    }
    return new Halt(
        Outcome.VIOLATED,
        "the system has not settled within %s%s%s"
            .formatted(
                DurationText.text(plan.quiet().limit()),
                missing,
                missing.isEmpty() ? "" : " does not hold"));
  }

  /** Throws if the load has failed. */
  void requireLoad() throws Halt {
    if (processes.exitCode(Processes.LOAD).orElse(0) != 0) {
      throw new Halt(
          Outcome.UNDECIDED, processes.ended(Processes.LOAD).orElse("the load has failed"));
    }
  }

  /**
   * Waits, until all of some probes hold or the time is over; returns whether they do.
   *
   * @param struck whether faults are at work
   */
  boolean await(Duration duration, List<Probe> until, boolean struck) throws Halt {
    long deadline = System.nanoTime() + duration.toNanos();
    for (heldAtOnce = true; ; heldAtOnce = false) {
      look(struck);
      if (!until.isEmpty() && probes.allHold(until)) {
        return true;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      pause(Duration.ofNanos(Math.min(left, BETWEEN_PROBES.toNanos())));
    }
  }

  /**
   * Returns the result of long work, unless the plan is ended meanwhile. In that case the work is
   * interrupted and not awaited, so that the faults are undone at once.
   *
   * @param none the value to return if there is no result
   */
  <T> T unlessEnded(Supplier<T> work, T none) throws Halt {
    AtomicReference<T> result = new AtomicReference<>(none);
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    Thread thread = new Thread(() -> result.set(work.get()), "faultline-plan-judge");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((one, e) -> thrown.set(e));
    thread.start();
    try {
      while (!thread.join(BETWEEN_PROBES)) {
        requireGoingOn();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw new Halt(Outcome.STOPPED, "it was interrupted");
    } catch (Halt halt) {
      thread.interrupt();
      throw halt;
    }
    switch (thrown.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new AssertionError(e);
    }
    return result.get();
  }

  /** Whether the probes of the last {@link #await} that was true held when first asked. */
  boolean heldAtOnce() {
    return heldAtOnce;
  }

  void pause(Duration duration) throws Halt {
    try {
      if (aborted.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
        requireGoingOn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Halt(Outcome.STOPPED, "it was interrupted");
    }
  }
}
