package dev.faultline.chaos.plan;

import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.monkey.process.DurationText;
import dev.faultline.chaos.monkey.process.ProcessFault;
import dev.faultline.chaos.monkey.process.ProcessId;
import dev.faultline.chaos.monkey.process.Signal;
import dev.faultline.chaos.monkey.undo.Strikes;
import dev.faultline.chaos.monkey.undo.Undo;
import dev.faultline.chaos.monkey.undo.Undone;
import dev.faultline.core.plan.Selector;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The faults that are active. */
final class Faults {
  /** The fault lasts as long as its phase. */
  private static final Duration UNTIL_UNDONE = Duration.ofDays(1);

  private final Plan plan;
  private final Targets targets;
  private final Processes processes;
  private final Strikes strikes;
  private final Probes probes;
  private final InstantSource clock;
  private final SplittableRandom random;
  private final Bands bands;
  private final Consumer<String> say;

  private final List<Undo> undos = new ArrayList<>();
  private final Toxics toxics;
  private final Pressure pressure;
  private final Wrapped wrapped;
  private final List<String> lasting = new ArrayList<>();
  private final Map<String, Target> restarts = new TreeMap<>();
  private final Map<String, Target> restartsIfDead = new TreeMap<>();
  private final Set<String> struck = new TreeSet<>();
  private final Set<String> leftDead = new TreeSet<>();
  private final List<String> withoutEffect = new ArrayList<>();
  private final List<Sent> sent = new ArrayList<>();
  private int number;

  /** A signal that a target does not ignore. */
  private record Sent(String target, ProcessId process, Signal signal) {}

  Faults(
      Plan plan,
      Targets targets,
      Processes processes,
      Watch watch,
      Strikes strikes,
      ProxyServer proxies,
      Probes probes,
      InstantSource clock,
      long seed,
      Bands bands,
      Consumer<String> say) {
    this.plan = plan;
    this.targets = targets;
    this.processes = processes;
    this.strikes = strikes;
    this.toxics = new Toxics(plan, proxies, bands, say, withoutEffect::add);
    this.wrapped = new Wrapped(targets.procfs());
    this.pressure = new Pressure(processes, watch, bands, say, withoutEffect::add);
    this.probes = probes;
    this.clock = clock;
    this.random = new SplittableRandom(seed);
    this.bands = bands;
    this.say = say;
  }

  void begin(PlanFault fault) throws Halt {
    switch (fault) {
      case PlanFault.OnProxy toxic -> toxics.begin(toxic);
      case PlanFault.Memory memory -> pressure.begin(memory);
      case PlanFault.OnProcesses processes -> {
        List<Target> chosen = choose(processes);
        for (Target target : chosen) {
          strike(processes, target);
        }
        toxics.between(processes, verb(processes), chosen);
      }
    }
  }

  private void strike(PlanFault.OnProcesses fault, Target target) throws Halt {
    struck.add(target.name());
    if (mayEnd(fault)) {
      targets.expectEnd(target);
    }
    Instant now = clock.instant();
    String id = "%s-%d-f%d".formatted(plan.name(), now.toEpochMilli(), ++number);
    String shown = targets.shown(target);
    try {
      switch (fault) {
        case PlanFault.Send send -> {
          if (target.source() instanceof Target.OfPods of) {
            shown = targets.pods().strike(of, send.signal(), random.nextLong());
          } else {
            send(id, target, send.signal(), now);
          }
        }
        case PlanFault.Pause _ -> strike(id, target, new ProcessFault.Pause(UNTIL_UNDONE), now);
        case PlanFault.Slow slow ->
            strike(id, target, new ProcessFault.Slow(slow.percent(), UNTIL_UNDONE), now);
        case PlanFault.Skew skew ->
            strike(
                id, target, new ProcessFault.Skew(skew.offset(), skew.rate(), UNTIL_UNDONE), now);
        case PlanFault.OnDisk disk -> {
          Target.Disk at = target.disk().orElseThrow();
          undos.add(strikes.spoil(id, at.at(), disk.what().rules(), random.nextInt(), now));
        }
        // Of their proxies, when all are chosen.
        case PlanFault.Partition _, PlanFault.Delay _ -> {}
      }
    } catch (IOException e) {
      throw failed(fault, e);
    }
    switch (fault) {
      case PlanFault.Send send -> {
        if (send.restarts() && target.source() instanceof Target.Started) {
          restarts.put(target.name(), target);
        } else {
          leftDead.add(target.name());
        }
      }
      case PlanFault.OnDisk disk -> {
        if (mayEnd(disk) && disk.restarts() && target.source() instanceof Target.Started) {
          restartsIfDead.put(target.name(), target);
        } else if (mayEnd(disk)) {
          leftDead.add(target.name());
        }
      }
      case PlanFault.Pause _,
          PlanFault.Slow _,
          PlanFault.Skew _,
          PlanFault.Partition _,
          PlanFault.Delay _ -> {}
    }
    String text = verb(fault) + " " + target.name();
    bands.begin(text);
    if (!(fault instanceof PlanFault.Send)) {
      lasting.add(text);
    }
    say.accept(text + ", " + shown);
  }

  private void send(String id, Target target, Signal signal, Instant now) throws IOException {
    // Asked before: afterwards it may have ended.
    boolean ignored = targets.ignores(target, signal);
    strike(id, target, new ProcessFault.Send(signal), now);
    if (ignored) {
      withoutEffect.add("a fault had no effect: '%s' ignores %s".formatted(target.name(), signal));
    } else {
      sent.add(new Sent(target.name(), targets.id(target), signal));
    }
  }

  /** What was sent, and is blocked to the end of its phase, has changed nothing. */
  private void lookForBlocked(List<String> failures) {
    for (Sent one : sent) {
      try {
        if (targets.keepsBack(one.process(), one.signal())) {
          withoutEffect.add(
              "a fault had no effect: '%s' blocks %s".formatted(one.target(), one.signal()));
        }
      } catch (IOException e) {
        failures.add(
            "whether '%s' has taken %s cannot be told: %s"
                .formatted(one.target(), one.signal(), e.getMessage()));
      }
    }
    sent.clear();
  }

  private void strike(String id, Target target, ProcessFault what, Instant now) throws IOException {
    wrapped.note(target.name(), targets.id(target), what);
    strikes.strike(id, targets.id(target), plan.name(), what, now).ifPresent(undos::add);
  }

  private static boolean mayEnd(PlanFault.OnProcesses fault) {
    return switch (fault) {
      case PlanFault.Send _ -> true;
      case PlanFault.OnDisk disk -> StruckTargets.mayEnd(disk.what());
      case PlanFault.Pause _,
          PlanFault.Slow _,
          PlanFault.Skew _,
          PlanFault.Partition _,
          PlanFault.Delay _ ->
          false;
    };
  }

  private static String verb(PlanFault.OnProcesses fault) {
    return switch (fault) {
      case PlanFault.Send send -> new ProcessFault.Send(send.signal()).toString();
      case PlanFault.Pause pause -> "pause";
      case PlanFault.Slow slow -> "slow to " + slow.percent() + "%";
      case PlanFault.Skew skew ->
          new ProcessFault.Skew(skew.offset(), skew.rate(), UNTIL_UNDONE)
              .toString()
              .replaceFirst(" \\S+$", "");
      case PlanFault.Partition _ -> "partition";
      case PlanFault.Delay delay -> "delay by " + DurationText.text(delay.by());
      case PlanFault.OnDisk disk -> "disk " + disk.what() + " of";
    };
  }

  /**
   * Chooses from the targets that are alive and not yet under a fault of this phase, never more
   * than the limit.
   */
  private List<Target> choose(PlanFault.OnProcesses fault) throws Halt {
    List<Target> of = StruckTargets.of(plan.targets(), fault.role());
    List<Target> free = new ArrayList<>();
    for (Target target : of) {
      if (!struck.contains(target.name()) && isRunning(fault, target) && isMeant(fault, target)) {
        free.add(target);
      }
    }
    if (free.isEmpty()) {
      throw new Halt(
          PlanReport.Outcome.UNDECIDED,
          fault.place() + ": no target is left for '" + fault.targets().text() + "'");
    }
    Set<String> down = union(union(struck, leftDead), targets.deadByThemselves());
    int most = plan.limit() - down.size();
    int count = Math.min(Math.min(fault.targets().of(of.size()), free.size()), most);
    if (count < 1) {
      throw new Halt(
          PlanReport.Outcome.UNDECIDED,
          "%s: %d targets are under faults or dead, and the limit is %d"
              .formatted(fault.place(), down.size(), plan.limit()));
    }
    List<Target> chosen = new ArrayList<>();
    while (chosen.size() < count) {
      chosen.add(free.remove(random.nextInt(free.size())));
    }
    return chosen;
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    Set<String> all = new TreeSet<>(one);
    all.addAll(other);
    return all;
  }

  private boolean isRunning(PlanFault fault, Target target) throws Halt {
    try {
      return targets.isRunning(target);
    } catch (IOException e) {
      throw failed(fault, e);
    }
  }

  private boolean isMeant(PlanFault.OnProcesses fault, Target target) throws Halt {
    if (fault.targets() != Selector.PRIMARIES) {
      return true;
    }
    Probe probe = target.primary().orElseThrow();
    return switch (probes.ask(probe, Map.of("FAULTLINE_TARGET", target.name()))) {
      case Probes.Answer.Yes yes -> true;
      case Probes.Answer.No no -> false;
      case Probes.Answer.Error(var said) -> throw unasked(target, said);
      case Probes.Answer.Unanswered(var said) -> throw unasked(target, said);
    };
  }

  private static Halt unasked(Target target, String said) {
    return new Halt(
        PlanReport.Outcome.UNDECIDED,
        "whether '" + target.name() + "' is a primary cannot be asked: " + said);
  }

  static Halt failed(PlanFault fault, Exception e) {
    return new Halt(
        PlanReport.Outcome.UNDECIDED, fault.place() + ": it cannot be done: " + e.getMessage());
  }

  /** Ends every lasting fault; returns what could not be undone. */
  List<String> end() {
    List<String> failures = new ArrayList<>();
    toxics.end(failures);
    failures.addAll(pressure.end());
    lookForBlocked(failures);
    lookForWrapped(failures);
    for (Undo undo : List.copyOf(undos)) {
      Undone undone = strikes.undo(undo);
      if (undone.done()) {
        say.accept(undone.said());
        if (!undone.bit()) {
          withoutEffect.add("a fault had no effect: " + undone.said());
        }
      } else {
        failures.add(undone.said());
      }
    }
    undos.clear();
    lasting.forEach(bands::end);
    lasting.clear();
    struck.clear();
    return failures;
  }

  private void lookForWrapped(List<String> failures) {
    try {
      wrapped.look(withoutEffect::add);
    } catch (IOException e) {
      failures.add("whether faults struck what does the work cannot be told: " + e.getMessage());
    }
  }

  /** Notes that a phase was over as soon as its faults had begun; signals need no time. */
  void hadNoTime(Phase phase) {
    if (!phase.faults().stream().allMatch(PlanFault.Send.class::isInstance)) {
      withoutEffect.add(
          "the faults of phase '%s' had no time: its 'until' held before them, and as soon as they had begun"
              .formatted(phase.name()));
    }
  }

  /** The ended faults that are known to have changed nothing. */
  List<String> withoutEffect() {
    return withoutEffect;
  }

  /** Returns the targets to restart, each once. */
  List<Target> takeRestarts() {
    restartsIfDead.forEach((name, target) -> {
      if (processes.ended(name).isPresent()) {
        restarts.put(name, target);
      } else {
        processes.expectLife(name);
      }
    });
    restartsIfDead.clear();
    List<Target> all = List.copyOf(restarts.values());
    restarts.clear();
    return all;
  }
}
