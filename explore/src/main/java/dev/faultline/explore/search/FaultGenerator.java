package dev.faultline.explore.search;

import dev.faultline.core.DiskTrouble;
import dev.faultline.core.FailureModel;
import dev.faultline.core.Fault;
import dev.faultline.core.PartitionShape;
import dev.faultline.core.Synchrony;
import dev.faultline.explore.FaultKind;
import dev.faultline.explore.FaultMix;
import dev.faultline.sim.adversary.FaultView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes random faults that are legal in a world at a moment. */
final class FaultGenerator {
  private static final int ATTEMPTS = 4;
  private static final long MILLISECOND = 1_000_000;

  /** The kinds that are about files, and the others. */
  private static final List<FaultKind> DISK =
      Arrays.stream(FaultKind.values()).filter(kind -> kind.trouble() != null).toList();

  private static final List<FaultKind> OTHERS =
      Arrays.stream(FaultKind.values()).filter(kind -> kind.trouble() == null).toList();

  private final FaultMix mix;

  FaultGenerator(FaultMix mix) {
    this.mix = mix;
  }

  /** A legal fault, or null when a few attempts came up with none. */
  @Nullable Fault next(KeyedStream random, FaultView view) {
    List<FaultKind> kinds = new ArrayList<>();
    for (FaultKind kind : mix.kinds()) {
      if (kind.possible(view)) {
        kinds.add(kind);
      }
    }
    if (kinds.isEmpty() || view.nodes().isEmpty()) {
      return null;
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Fault fault = make(random.pick(kinds), random, view);
      if (fault != null && view.legal(fault)) {
        return fault;
      }
    }
    return null;
  }

  /**
   * A legal fault at a point in what a node does: more often than not its crash or a pause, which
   * divide the step.
   */
  @Nullable Fault at(String node, KeyedStream random, FaultView view) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Fault fault = dividing(node, random, view);
      if (fault != null && view.legal(fault)) {
        return fault;
      }
    }
    return next(random, view);
  }

  private @Nullable Fault dividing(String node, KeyedStream random, FaultView view) {
    FaultKind kind =
        switch (random.below(10)) {
          case 0, 1, 2, 3, 4 -> FaultKind.CRASH;
          case 5, 6 -> FaultKind.PAUSE;
          case 7 -> FaultKind.SYNC_FAILURE;
          // Where disks have no troubles, the draws are those of before there were any.
          case 8 -> random.pick(ofDisks(view) ? DISK : OTHERS);
          default -> random.pick(OTHERS);
        };
    if (!mix.kinds().contains(kind) || !kind.possible(view)) {
      return null;
    }
    // A node may be back before what it was about to do is history: messages still on the way.
    long soon = Math.max(1, mix.shortest().toNanos() / 50);
    Duration lasting = Duration.ofNanos(random.logUniform(soon, mix.longest().toNanos()));
    if (kind.trouble() != null) {
      return onDisk(kind, node, lasting);
    }
    return switch (kind) {
      case CRASH -> new Fault.Crash(node, downTime(random, view, lasting));
      case PAUSE -> new Fault.Pause(node, lasting);
      case SYNC_FAILURE -> new Fault.SyncFailure(node);
      default -> make(kind, random, view);
    };
  }

  private static boolean ofDisks(FaultView view) {
    return !view.model().disk().troubles().isEmpty();
  }

  private static @Nullable Fault onDisk(FaultKind kind, String node, Duration lasting) {
    DiskTrouble trouble = kind.trouble();
    return trouble == null
        ? null
        : new Fault.Disk(node, trouble, trouble.lasting() ? lasting : Duration.ZERO);
  }

  private @Nullable Fault make(FaultKind kind, KeyedStream random, FaultView view) {
    Duration lasting =
        Duration.ofNanos(random.logUniform(mix.shortest().toNanos(), mix.longest().toNanos()));
    List<String> nodes = view.nodes();
    String node = random.pick(nodes);
    return switch (kind) {
      case PARTITION -> partition(random, nodes, lasting);
      case LINK_LOSS ->
          onLink(
              nodes,
              node,
              random,
              (from, to) -> new Fault.LinkLoss(from, to, rate(random), lasting));
      case LINK_DELAY ->
          onLink(
              nodes,
              node,
              random,
              (from, to) ->
                  new Fault.LinkDelay(
                      from, to, nanos(random, MILLISECOND, 5_000 * MILLISECOND), lasting));
      case FLAPPING ->
          onLink(
              nodes,
              node,
              random,
              (from, to) ->
                  new Fault.Flapping(
                      from,
                      to,
                      nanos(random, 10 * MILLISECOND, 2_000 * MILLISECOND),
                      nanos(random, 10 * MILLISECOND, 2_000 * MILLISECOND),
                      lasting));
      case CRASH -> new Fault.Crash(node, downTime(random, view, lasting));
      case PAUSE -> new Fault.Pause(node, lasting);
      case SLOW ->
          new Fault.Slow(node, nanos(random, MILLISECOND / 10, 100 * MILLISECOND), lasting);
      case SEND_OMISSION -> new Fault.SendOmission(node, rate(random), lasting);
      case RECEIVE_OMISSION -> new Fault.ReceiveOmission(node, rate(random), lasting);
      case CLOCK_JUMP -> {
        Duration by = nanos(random, MILLISECOND, 60_000 * MILLISECOND);
        yield new Fault.ClockJump(node, random.chance(0.5) ? by : by.negated());
      }
      case CLOCK_DRIFT -> {
        long ppm = random.logUniform(1, maxDrift(view));
        yield new Fault.ClockDrift(node, random.chance(0.5) ? ppm : -ppm, lasting);
      }
      case DISK_READ_ERROR,
          DISK_WRITE_ERROR,
          DISK_SHORT_TRANSFER,
          DISK_FULL,
          DISK_SLOW,
          DISK_BIT_ROT,
          DISK_LATENT_ERROR,
          DISK_LOST_WRITE,
          DISK_MISDIRECTED_WRITE,
          DISK_HANG,
          DISK_READ_ONLY,
          DISK_FULL_AT_SYNC,
          DISK_FLIPPED_READ,
          DISK_STALE_WRITE ->
          onDisk(kind, node, lasting);
      case SYNC_FAILURE -> new Fault.SyncFailure(node);
      case ARBITRARY -> {
        List<String> twins = nodes.stream().filter(view::hasTwin).toList();
        yield new Fault.Arbitrary(random.pick(twins), lasting);
      }
    };
  }

  private interface LinkFault {
    Fault on(String from, String to);
  }

  private static @Nullable Fault onLink(
      List<String> nodes, String from, KeyedStream random, LinkFault fault) {
    if (nodes.size() < 2) {
      return null;
    }
    String to =
        nodes.get((nodes.indexOf(from) + 1 + random.below(nodes.size() - 1)) % nodes.size());
    return fault.on(from, to);
  }

  private static Duration downTime(KeyedStream random, FaultView view, Duration lasting) {
    boolean recovers =
        view.model().failures().kind().compareTo(FailureModel.Kind.CRASH_RECOVERY) >= 0;
    // Where recovery is possible a crash for good is the rarer case: it uses up the model's f for
    // the whole run.
    return recovers && !random.chance(0.02) ? lasting : Fault.FOREVER;
  }

  private static long maxDrift(FaultView view) {
    return view.model().synchrony() instanceof Synchrony.Synchronous(var delay, var slow, var ppm)
        ? ppm
        : 100_000;
  }

  private static double rate(KeyedStream random) {
    return (1 + random.below(20)) / 20.0;
  }

  private static Duration nanos(KeyedStream random, long min, long max) {
    return Duration.ofNanos(random.logUniform(min, max));
  }

  private static @Nullable Fault partition(
      KeyedStream random, List<String> nodes, Duration lasting) {
    if (nodes.size() < 2) {
      return null;
    }
    List<String> order = random.shuffled(nodes);
    PartitionShape shape = random.pick(List.of(PartitionShape.values()));
    return switch (shape) {
      case HALVES, ONE_WAY -> {
        int cut = 1 + random.below(order.size() - 1);
        yield new Fault.Partition(
            shape, List.of(order.subList(0, cut), order.subList(cut, order.size())), lasting);
      }
      case ISOLATED ->
          new Fault.Partition(
              shape, List.of(order.subList(0, 1), order.subList(1, order.size())), lasting);
      case BRIDGE -> {
        if (order.size() < 3) {
          yield null;
        }
        List<String> rest = order.subList(1, order.size());
        int cut = 1 + random.below(rest.size() - 1);
        yield new Fault.Partition(
            shape,
            List.of(rest.subList(0, cut), rest.subList(cut, rest.size()), order.subList(0, 1)),
            lasting);
      }
      case MAJORITY_RING ->
          order.size() < 4 ? null : new Fault.Partition(shape, List.of(order), lasting);
    };
  }
}
