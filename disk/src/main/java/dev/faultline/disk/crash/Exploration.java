package dev.faultline.disk.crash;

import dev.faultline.disk.Caller;
import dev.faultline.disk.CrashState;
import dev.faultline.disk.CrashStates;
import dev.faultline.disk.Entry;
import dev.faultline.disk.Fingerprint;
import dev.faultline.disk.Image;
import dev.faultline.disk.MicroOp;
import dev.faultline.disk.Unsynced;
import dev.faultline.disk.fs.DiskFileSystem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks what crashes leave of a recording, simple states first, each different one once; then
 * crashes during recovery. It stops at the first state that is bad, and makes it small. With the
 * same recording and options it checks the same states in the same order. Used once, by one thread.
 */
public final class Exploration {
  private static final int EXHAUSTIVE_PARTS = 14;
  private static final int SAMPLES_A_POINT = 4;
  private static final int DRY_ROUNDS = 3;

  private static final int RECOVERIES = 200;

  private final Recording recording;
  private final CrashChecker checker;
  private final CrashOptions options;
  private final Checks checks;
  private final List<CrashPoint> points;
  private final Set<Key> seen = new LinkedHashSet<>();
  private final Set<String> meanings = new LinkedHashSet<>();
  private final List<Recovered> recoveries = new ArrayList<>();
  private @Nullable Finding found;
  private long limit;

  private record Key(Fingerprint content, int acknowledged) {}

  /** A state whose check wrote something: the machine may crash once more while it does. */
  private record Recovered(CrashPoint point, CrashState state, Recording history) {}

  private Exploration(
      Recording recording, CrashChecker checker, CrashOptions options, Checks checks) {
    this.recording = recording;
    this.checker = checker;
    this.options = options;
    this.checks = checks;
    this.points = CrashPoint.of(recording, options);
    this.limit = options.states();
  }

  /**
   * Runs a program once, and checks what crashes leave of it.
   *
   * @throws CrashUsageException if the program fails or changes nothing, or a label is missing
   */
  public static CrashReport run(CrashProgram program, CrashChecker checker, CrashOptions options) {
    return run(Recording.of(program), checker, options);
  }

  /**
   * Checks what crashes leave of a recording.
   *
   * @throws CrashUsageException if a label is missing
   */
  public static CrashReport run(Recording recording, CrashChecker checker, CrashOptions options) {
    try (Checks checks = new Checks(options.checkLimit())) {
      return new Exploration(recording, checker, options, checks).run();
    }
  }

  private CrashReport run() {
    // A check that refuses what the program left without any crash is the first thing to know.
    walk((point, states) -> {
      if (point == points.getLast()) {
        visit(point, states.get().mildest());
      }
    });
    for (Pass pass : Pass.values()) {
      walk((point, states) -> {
        if (pass != Pass.RANKED || point.suspicious()) {
          visitAll(point, pass.of(states.get()));
        }
      });
    }
    boolean exhaustive = exhaust();
    if (!exhaustive) {
      sample();
    }
    long checked = seen.size();
    limit = checked + Math.max(1, options.states() / 4);
    if (found == null) {
      crashDuringRecovery();
    }
    return new CrashReport(
        recording.calls(),
        points.size(),
        checked,
        meanings.size(),
        seen.size() - checked,
        exhaustive,
        found);
  }

  private boolean isDone() {
    return found != null || seen.size() >= limit;
  }

  /** Goes through the recording, and stops at each crash point. */
  private void walk(BiConsumer<CrashPoint, Supplier<CrashStates>> visitor) {
    Unsynced unsynced = new Unsynced(recording.start(), options.profile(), options.device());
    int next = 0;
    for (CrashPoint point : points) {
      if (isDone()) {
        return;
      }
      while (next <= point.index()) {
        unsynced.accept(recording.history().get(next++));
      }
      visitor.accept(point, () -> new CrashStates(unsynced));
    }
  }

  private void visitAll(CrashPoint point, List<CrashState> states) {
    for (CrashState state : states) {
      visit(point, state);
    }
  }

  private void visit(CrashPoint point, CrashState state) {
    if (isDone()) {
      return;
    }
    Image image = state.image();
    if (!seen.add(new Key(image.fingerprint(), point.acknowledged().size()))) {
      return;
    }
    List<Entry> written = new ArrayList<>();
    Verdict verdict = check(image, point, written);
    switch (verdict) {
      case Verdict.Good(String text) -> {
        meanings.add(text);
        if (recoveries.size() < RECOVERIES
            && written.stream().anyMatch(MicroOp.class::isInstance)) {
          recoveries.add(new Recovered(point, state, new Recording(image, written)));
        }
      }
      case Verdict.Bad bad -> found = finding(point, state, bad);
      case Verdict.Hung hung -> found = finding(point, state, hung);
    }
  }

  private Verdict check(Image image, CrashPoint point, List<Entry> written) {
    DiskFileSystem system = DiskFileSystem.of(image, Caller.counting(), written::add);
    Verdict verdict =
        checks.run(() ->
            Crash.outside(
                system,
                () -> checker.check(system.getPath(Recording.DIRECTORY), point.acknowledged())));
    system.close();
    return verdict;
  }

  /** Every state of points with few parts; returns whether these were all. */
  private boolean exhaust() {
    boolean[] all = {true};
    walk((point, supplier) -> {
      CrashStates states = supplier.get();
      if (states.parts() > EXHAUSTIVE_PARTS) {
        all[0] = false;
      } else {
        states.forEach(state -> {
          visit(point, state);
          return !isDone();
        });
      }
    });
    return all[0] && !isDone();
  }

  /** States by chance, until no point gives new ones any more. */
  private void sample() {
    SplittableRandom random = new SplittableRandom(options.seed());
    int dry = 0;
    while (dry < DRY_ROUNDS && !isDone()) {
      int before = seen.size();
      walk((point, supplier) -> {
        CrashStates states = supplier.get();
        for (int i = 0; i < SAMPLES_A_POINT; i++) {
          visit(point, states.sample(random));
        }
      });
      dry = seen.size() == before ? dry + 1 : 0;
    }
  }

  private void crashDuringRecovery() {
    for (Recovered recovered : List.copyOf(recoveries)) {
      Recording history = recovered.history();
      Unsynced unsynced = new Unsynced(history.start(), options.profile(), options.device());
      for (int i = 0; i < history.history().size() && !isDone(); i++) {
        unsynced.accept(history.history().get(i));
        if (Entry.isBoundary(history.history(), i)) {
          CrashStates states = new CrashStates(unsynced);
          for (CrashState state : Pass.RANKED.of(states)) {
            visitRecovery(recovered, i, state);
          }
        }
      }
    }
  }

  private void visitRecovery(Recovered recovered, int index, CrashState state) {
    if (isDone()) {
      return;
    }
    Image image = state.image();
    CrashPoint point = recovered.point();
    if (!seen.add(new Key(image.fingerprint(), point.acknowledged().size()))) {
      return;
    }
    Verdict verdict = check(image, point, new ArrayList<>());
    if (verdict.isGood()) {
      return;
    }
    CrashState small = shrink(state, verdict, point);
    CrashPoint second = new CrashPoint(index, point.acknowledged(), false);
    List<String> missing = new ArrayList<>();
    for (String sentence :
        Missing.of(recovered.history(), second, small, options.profile(), options.device())) {
      missing.add("in recovery: " + sentence);
    }
    found =
        new Finding(
            options.profile(),
            verdict,
            point.acknowledged(),
            Missing.lastOperation(recording, point.index()),
            small.lost(),
            small.lost().stream().filter(small::isTorn).toList(),
            missing,
            small.image(),
            Missing.lastOperation(recovered.history(), index),
            recovered.history().start());
  }

  private Finding finding(CrashPoint point, CrashState state, Verdict verdict) {
    CrashState small = shrink(state, verdict, point);
    return new Finding(
        options.profile(),
        verdict,
        point.acknowledged(),
        Missing.lastOperation(recording, point.index()),
        small.lost(),
        small.lost().stream().filter(small::isTorn).toList(),
        Missing.of(recording, point, small, options.profile(), options.device()),
        small.image(),
        null,
        small.image());
  }

  /** Gives back what need not be lost for the check to fail in the same way. */
  private CrashState shrink(CrashState start, Verdict verdict, CrashPoint point) {
    if (verdict instanceof Verdict.Hung) {
      return start;
    }
    CrashState smallest = start;
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (CrashState milder : smallest.milder()) {
        if (check(milder.image(), point, new ArrayList<>()).isLike(verdict)) {
          smallest = milder;
          smaller = true;
          break;
        }
      }
    }
    return smallest;
  }
}
