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
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks the states that crashes may leave of a recording: simple states first, each different
 * state once, then crashes during recovery. It stops at the first bad state, and shrinks it. The
 * same recording and options give the same states in the same order. Use an instance once, in one
 * thread.
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
  private final Set<Integer> reached = new LinkedHashSet<>();
  private final SplittableRandom choice;
  private final CrashProgress progress;
  private String stage = "the end of the run";
  private long recoverable;
  private @Nullable Finding found;
  private @Nullable Pass cutShort;
  private long limit;

  private record Key(Fingerprint content, int acknowledged) {}

  /** A state whose check wrote something: the machine may crash once more while it does. */
  private record Recovered(CrashPoint point, CrashState state, Recording history) {}

  private Exploration(
      Recording recording,
      CrashChecker checker,
      CrashOptions options,
      Checks checks,
      CrashProgress progress) {
    this.progress = progress;
    this.recording = recording;
    this.checker = checker;
    this.options = options;
    this.checks = checks;
    this.points = CrashPoint.of(recording, options);
    this.limit = options.states();
    this.choice = new SplittableRandom(options.seed());
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
    return run(recording, checker, options, new CrashProgress());
  }

  /**
   * The same, which tells how far it is.
   *
   * @throws CrashUsageException if a label is missing
   */
  public static CrashReport run(
      Recording recording, CrashChecker checker, CrashOptions options, CrashProgress progress) {
    try (Checks checks = new Checks(options.checkLimit())) {
      return new Exploration(recording, checker, options, checks, progress).run();
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
      stage = pass.title();
      goThrough(pass);
    }
    stage = "all states of crash points that have few";
    boolean exhaustive = exhaust();
    if (!exhaustive) {
      stage = "random states";
      sample();
    }
    long checked = seen.size();
    limit = checked + Math.max(1, options.states() / 4);
    if (found == null) {
      stage = "crashes during recovery";
      crashDuringRecovery();
    }
    return new CrashReport(
        recording.calls(),
        points.size(),
        checked,
        meanings.size(),
        seen.size() - checked,
        exhaustive,
        reached.size(),
        cutShort == null ? null : cutShort.title(),
        recording.unseen(),
        found);
  }

  /**
   * If the remaining number of states is less than a pass could use, each crash point gets an equal
   * share first, and the rest goes to the points in order.
   */
  private void goThrough(Pass pass) {
    List<CrashPoint> all =
        points.stream().filter(point -> pass != Pass.RANKED || point.suspicious()).toList();
    if (all.isEmpty() || found != null) {
      return;
    }
    long left = limit - seen.size();
    if (left <= 0) {
      cut(pass);
      return;
    }
    long step = (all.size() + left - 1) / left;
    long share = Math.max(1, left / all.size());
    BitSet chosen = new BitSet();
    for (int i = all.size() - 1; i >= 0; i -= (int) step) {
      chosen.set(position(all.get(i)));
    }
    boolean[] whole = {step == 1};
    walk((point, states) -> {
      if (chosen.get(position(point))) {
        whole[0] &= visitUpTo(share, point, pass.of(states.get()));
      }
    });
    if (whole[0]) {
      return;
    }
    BitSet wanted = new BitSet();
    all.forEach(point -> wanted.set(position(point)));
    boolean[] through = {true};
    int[] visited = {0};
    walk((point, states) -> {
      if (wanted.get(position(point))) {
        visited[0]++;
        through[0] &= visitUpTo(Long.MAX_VALUE, point, pass.of(states.get()));
      }
    });
    if (found == null && (!through[0] || visited[0] < all.size())) {
      cut(pass);
    }
  }

  /** From 0; the beginning is a point, too. */
  private static int position(CrashPoint point) {
    return point.index() + 1;
  }

  private void cut(Pass pass) {
    if (cutShort == null) {
      cutShort = pass;
    }
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

  /** Visits at most a number of new states; returns whether these were all. */
  private boolean visitUpTo(long most, CrashPoint point, List<CrashState> states) {
    long end = most > limit - seen.size() ? limit : seen.size() + most;
    for (CrashState state : states) {
      if (found != null || seen.size() >= end) {
        return false;
      }
      visit(point, state);
    }
    return true;
  }

  private void visit(CrashPoint point, CrashState state) {
    if (isDone()) {
      return;
    }
    reached.add(point.index());
    Image image = state.image();
    if (!seen.add(new Key(image.fingerprint(), point.acknowledged().size()))) {
      return;
    }
    List<Entry> written = new ArrayList<>();
    Verdict verdict = check(image, point, written);
    switch (verdict) {
      case Verdict.Good(String text) -> {
        meanings.add(text);
        if (written.stream().anyMatch(MicroOp.class::isInstance)) {
          keep(new Recovered(point, state, new Recording(image, written)));
        }
      }
      case Verdict.Bad bad -> found = finding(point, state, bad);
      case Verdict.Hung hung -> found = finding(point, state, hung);
    }
  }

  /**
   * Keeps recoveries from the whole run: each with the same chance (Vitter's algorithm R, 1985).
   */
  private void keep(Recovered recovered) {
    recoverable++;
    if (recoveries.size() < RECOVERIES) {
      recoveries.add(recovered);
      return;
    }
    long place = choice.nextLong(recoverable);
    if (place < RECOVERIES) {
      recoveries.set((int) place, recovered);
    }
  }

  private Verdict check(Image image, CrashPoint point, List<Entry> written) {
    progress.at(stage, seen.size(), limit);
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
      if (states.parts() > EXHAUSTIVE_PARTS && !states.isSingle()) {
        all[0] = false;
      } else {
        all[0] &= states.areAllVisited();
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

  /** Each recovery gets its share of the states, then the rest goes to them in their order. */
  private void crashDuringRecovery() {
    List<Recovered> all = List.copyOf(recoveries);
    long share = Math.max(1, (limit - seen.size()) / Math.max(1, all.size()));
    crashDuring(all, share);
    crashDuring(all, Long.MAX_VALUE);
  }

  private void crashDuring(List<Recovered> all, long share) {
    for (Recovered recovered : all) {
      long end = share > limit - seen.size() ? limit : seen.size() + share;
      Recording history = recovered.history();
      Unsynced unsynced = new Unsynced(history.start(), options.profile(), options.device());
      for (int i = 0; i < history.history().size() && !isDone() && seen.size() < end; i++) {
        unsynced.accept(history.history().get(i));
        if (Entry.isBoundary(history.history(), i)) {
          CrashStates states = new CrashStates(unsynced);
          for (CrashState state : Pass.RANKED.of(states)) {
            if (seen.size() < end) {
              visitRecovery(recovered, i, state);
            }
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
    stage = "shrinking";
    Small shrunk =
        Small.of(state, verdict, milder -> check(milder.image(), point, new ArrayList<>()));
    CrashState small = shrunk.state();
    CrashPoint second = new CrashPoint(index, point.acknowledged(), false);
    List<String> missing = new ArrayList<>();
    if (small.lost().isEmpty() && !recovered.state().lost().isEmpty()) {
      // Recovery is killed over what the first crash left: that is where something is missing.
      for (String sentence :
          Missing.of(recording, point, recovered.state(), options.profile(), options.device())) {
        missing.add("before the first crash: " + sentence);
      }
    }
    for (String sentence :
        Missing.of(recovered.history(), second, small, options.profile(), options.device())) {
      missing.add("in recovery: " + sentence);
    }
    found =
        new Finding(
            options.profile(),
            shrunk.verdict(),
            point.acknowledged(),
            Missing.lastOperation(recording, point.index()),
            small.lost(),
            small.lost().stream().filter(small::isTorn).toList(),
            small.neverWritten(),
            missing,
            small.image(),
            Missing.lastOperation(recovered.history(), index),
            recovered.history().start());
  }

  private Finding finding(CrashPoint point, CrashState state, Verdict verdict) {
    stage = "shrinking";
    Small shrunk =
        Small.of(state, verdict, milder -> check(milder.image(), point, new ArrayList<>()));
    CrashState small = shrunk.state();
    return new Finding(
        options.profile(),
        shrunk.verdict(),
        point.acknowledged(),
        Missing.lastOperation(recording, point.index()),
        small.lost(),
        small.lost().stream().filter(small::isTorn).toList(),
        small.neverWritten(),
        Missing.of(recording, point, small, options.profile(), options.device()),
        small.image(),
        null,
        small.image());
  }
}
