package dev.faultline.explore.exhaustive;

import dev.faultline.explore.exhaustive.Moment.Reach;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A fork without what only a run tells of it: how many ways there are, which of them is taken,
 * which are wanted and done, and how far those reached. What the ways are, the next run that comes
 * there finds out again. So a {@link ScheduleTree} travels to other JVMs.
 */
final class Outline implements Fork {
  /** Whether something happens next there; else a number is chosen. */
  private final boolean moment;

  private final int ways;
  private int chosen;
  private final BitSet wanted;
  private final BitSet done;

  /** Of ways that are done or taken: those that reached the history, and the world's end. */
  private final BitSet history;

  private final BitSet world;

  private Outline(
      boolean moment,
      int ways,
      int chosen,
      BitSet wanted,
      BitSet done,
      BitSet history,
      BitSet world) {
    this.moment = moment;
    this.ways = ways;
    this.chosen = chosen;
    this.wanted = wanted;
    this.done = done;
    this.history = history;
    this.world = world;
  }

  /** Of a number. */
  static Outline choice(long bound, long chosen) {
    BitSet all = new BitSet();
    all.set(0, (int) bound);
    BitSet done = new BitSet();
    done.set(0, (int) chosen);
    return new Outline(false, (int) bound, (int) chosen, all, done, new BitSet(), new BitSet());
  }

  /** Of a moment with so many options; nothing is wanted or done yet. */
  static Outline moment(int options, int chosen) {
    return new Outline(
        true, options, chosen, new BitSet(), new BitSet(), new BitSet(), new BitSet());
  }

  Outline copy() {
    return new Outline(
        moment,
        ways,
        chosen,
        (BitSet) wanted.clone(),
        (BitSet) done.clone(),
        (BitSet) history.clone(),
        (BitSet) world.clone());
  }

  /** A copy as those see it who cannot go another way here: what is wanted is nothing to them. */
  Outline fixed() {
    Outline fixed = copy();
    fixed.wanted.clear();
    return fixed;
  }

  boolean isMoment() {
    return moment;
  }

  int ways() {
    return ways;
  }

  int chosen() {
    return chosen;
  }

  boolean wants(int way) {
    return wanted.get(way);
  }

  void want(int way) {
    wanted.set(way);
  }

  boolean done(int way) {
    return done.get(way);
  }

  void doneWith(int way) {
    done.set(way);
  }

  Reach reach(int way) {
    return world.get(way) ? Reach.WORLD : history.get(way) ? Reach.HISTORY : Reach.NODE;
  }

  /**
   * The way turned out to reach that far.
   *
   * @return whether that is further than before
   */
  boolean reached(int way, Reach far) {
    if (far.compareTo(reach(way)) <= 0) {
      return false;
    }
    switch (far) {
      case NODE -> {}
      case HISTORY -> history.set(way);
      case WORLD -> world.set(way);
    }
    return true;
  }

  /** The ways that are left, in the order in which they come as far as is known now. */
  List<Integer> left() {
    List<Integer> left = new ArrayList<>();
    for (int way = wanted.nextSetBit(0); way >= 0; way = wanted.nextSetBit(way + 1)) {
      if (!done.get(way) && way != chosen) {
        left.add(way);
      }
    }
    return left;
  }

  @Override
  public boolean next() {
    done.set(chosen);
    List<Integer> left = left();
    if (left.isEmpty()) {
      return false;
    }
    chosen = left.getFirst();
    return true;
  }

  /** Goes another way once the present one is done. */
  void go(int way) {
    done.set(chosen);
    chosen = way;
  }

  /** Whether what lies behind the way that is taken is the same, as far as this fork decides. */
  boolean leadsTo(Outline other) {
    return moment == other.moment
        && ways == other.ways
        && chosen == other.chosen
        && done.equals(other.done)
        && history.equals(other.history)
        && world.equals(other.world);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeBoolean(moment);
    out.writeInt(ways);
    out.writeInt(chosen);
    for (BitSet each : List.of(wanted, done, history, world)) {
      byte[] bits = each.toByteArray();
      out.writeInt(bits.length);
      out.write(bits);
    }
  }

  static Outline read(DataInputStream in) throws IOException {
    return new Outline(
        in.readBoolean(),
        in.readInt(),
        in.readInt(),
        readBits(in),
        readBits(in),
        readBits(in),
        readBits(in));
  }

  private static BitSet readBits(DataInputStream in) throws IOException {
    byte[] bits = new byte[in.readInt()];
    in.readFully(bits);
    return BitSet.valueOf(bits);
  }
}
