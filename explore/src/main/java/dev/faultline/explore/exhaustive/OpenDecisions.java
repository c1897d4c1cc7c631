package dev.faultline.explore.exhaustive;

import dev.faultline.sim.adversary.Agenda;
import dev.faultline.sim.adversary.Decision;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The kinds of decisions that a search which means to see everything was asked for and answered in
 * one way only. What that leaves untried is said kind by kind: a new kind of decision does not
 * compile until somebody has said it.
 */
final class OpenDecisions {
  /** What it means for a proof that a kind of decision was taken in one way only. */
  enum Leaves {
    /** Nothing: the search goes through this kind, or only shrinkers ask for it. */
    NOTHING,
    /** Nothing but times, which matter where the program reads clocks. */
    TIMES,
    /** The program reads clocks. */
    CLOCKS,
    /** The times at which nodes start, which matter where messages may arrive before. */
    STARTS,
    /** The order of timers of one node, which matters where two were set at once. */
    TIMERS,
    /** Something that the line has to name. */
    UNTRIED,
    /** Something of which no declared model says anything. */
    ASSUMED
  }

  private final Set<Decision> drawn = EnumSet.noneOf(Decision.class);

  /** What a search over states takes for granted, for it sees values by their structure. */
  static final List<String> OF_STATES =
      List.of(
          "properties read only the states of nodes",
          "nodes do not depend on the iteration order or the capacity of hash tables, or on state"
              + " inside comparators");

  /** What a search takes for granted that judges runs where nothing is left to happen. */
  static final String RUNS_COME_TO_REST = "no pause or delay lasts until the end of the world";

  private final Set<String> opaque = new TreeSet<>();
  private final Set<String> hiddenTurns = new TreeSet<>();
  private final Set<String> untold = new TreeSet<>();
  private boolean timersWaited;
  private boolean linksQueue;

  /** A decision was taken in one way only. */
  void drawn(Decision kind, long bound) {
    // A clock or a thread counts also where there is one way only.
    if (bound != 1 || of(kind) == Leaves.CLOCKS || kind == Decision.SCHEDULE) {
      drawn.add(kind);
    }
  }

  /** The program reads clocks. */
  void clockRead() {
    drawn.add(Decision.CLOCK_OFFSET);
  }

  /** Threads may meet at such calls, where they are given no turns. */
  void turnsHidden(String before) {
    hiddenTurns.add(before);
  }

  /** Something was done in one way only for which no decision stands. */
  void untried(String what) {
    untold.add(what);
  }

  /** A timer has waited for another one. */
  void timersWaited(boolean waited) {
    timersWaited |= waited;
  }

  /**
   * Looks at what has come up so far.
   *
   * @param states whether states are compared
   */
  void look(Agenda present, boolean states) {
    timersWaited(present.timersWaited());
    linksQueue |= present.linksQueue();
    if (states) {
      opaque.addAll(present.opaque());
    }
  }

  void add(OpenDecisions other) {
    linksQueue |= other.linksQueue;
    opaque.addAll(other.opaque);
    hiddenTurns.addAll(other.hiddenTurns);
    untold.addAll(other.untold);
    timersWaited |= other.timersWaited;
    drawn.addAll(other.drawn);
  }

  static Leaves of(Decision kind) {
    return switch (kind) {
      case LATENCY, COPY_LATENCY -> Leaves.TIMES;
      case TIMER_LATENESS -> Leaves.TIMERS;
      case START_DELAY -> Leaves.STARTS;
      case CLOCK_OFFSET, MONOTONIC_ORIGIN -> Leaves.CLOCKS;
      case CORRUPTED_BIT,
          RANDOM,
          LIE,
          LIE_CHOICE,
          PREEMPTION,
          PREEMPTION_ODDS,
          SYNC_TIME,
          DISK_TIME,
          DISK_DETAIL,
          STORE_SURVIVORS,
          STORE_ORDER,
          WRITE_SURVIVES,
          MACHINE_LIVES,
          CHANCE_ON ->
          Leaves.UNTRIED;
      case SCHEDULE, IDENTITIES -> Leaves.ASSUMED;
      case LOSS,
          DUPLICATION,
          CORRUPTION,
          SEND_OMISSION,
          RECEIVE_OMISSION,
          COPY_RECEIVE_OMISSION,
          FAULT,
          NEXT_EVENT,
          NODE_ABSENT,
          CLIENT_ABSENT,
          OPERATION_SKIPPED,
          OPERATION_LOST,
          OPERATION_TORN,
          PART_LOST,
          OLD_BYTES_SHOWN,
          NEIGHBOURS_DAMAGED,
          // They say how likely losses are, of which the search tries all.
          DISK_LOSS,
          DISK_LOSS_MEASURE,
          WOKEN,
          FAULT_SKIPPED,
          CHANGE_SKIPPED,
          CHANCE ->
          Leaves.NOTHING;
    };
  }

  private static String phrase(Decision kind, long seed) {
    return switch (kind) {
      case RANDOM -> "random numbers of nodes are those of seed " + seed;
      case CORRUPTED_BIT -> "only one way to corrupt a message was tried";
      case SYNC_TIME -> "syncs took no time, and nothing happened during one";
      case DISK_TIME -> "disk devices took no time, and nothing happened during an access";
      case CHANCE_ON -> "the program's chances (Env.chance) were not taken";
      default ->
          "only one value was tried of " + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    };
  }

  /**
   * What was not tried, a phrase each.
   *
   * @param startsMatter whether a message may arrive before all nodes have started
   */
  List<String> untried(boolean startsMatter, long seed) {
    List<String> untried = new ArrayList<>();
    boolean clocks = false;
    for (Decision kind : drawn) {
      switch (of(kind)) {
        case UNTRIED -> untried.add(phrase(kind, seed));
        case CLOCKS -> clocks = true;
        case STARTS -> {
          if (startsMatter) {
            untried.add("all nodes started before the first message arrived");
          }
        }
        case TIMERS -> {
          if (timersWaited) {
            untried.add("timers of one node fired in the order of their times");
          }
        }
        case NOTHING, TIMES, ASSUMED -> {}
      }
    }
    if (clocks) {
      untried.add(
          Untried.CLOCKS + ", nor were different durations, although the program reads clocks");
    }
    untried.addAll(untold);
    if (linksQueue) {
      untried.add("link queues were filled as with the shortest delays only");
    }
    if (!hiddenTurns.isEmpty()) {
      untried.add("threads did not take turns before " + String.join(", ", hiddenTurns));
    }
    return untried;
  }

  /** What a proof takes for granted, a phrase each. */
  List<String> assumptions(long seed) {
    List<String> assumptions = new ArrayList<>();
    if (drawn.contains(Decision.SCHEDULE)) {
      assumptions.add(
          "threads take turns only where they wait and where World.interleave says, a call into the"
              + " JDK counts as one step, there are no spurious wake-ups, and memory is"
              + " sequentially consistent");
    }
    if (drawn.contains(Decision.IDENTITIES)) {
      assumptions.add("identity hash codes are those of seed " + seed);
    }
    if (!opaque.isEmpty()) {
      assumptions.add(
          "objects of "
              + String.join(", ", opaque)
              + " are immutable, and the same where their own equals says so");
    }
    return assumptions;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(drawn.size());
    for (Decision kind : drawn) {
      out.writeUTF(kind.name());
    }
    write(out, opaque);
    write(out, hiddenTurns);
    write(out, untold);
    out.writeBoolean(timersWaited);
    out.writeBoolean(linksQueue);
  }

  /** Reads what was written, where nothing has come up yet. */
  void read(DataInputStream in) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      drawn.add(Decision.valueOf(in.readUTF()));
    }
    read(in, opaque);
    read(in, hiddenTurns);
    read(in, untold);
    timersWaited = in.readBoolean();
    linksQueue = in.readBoolean();
  }

  static void write(DataOutputStream out, Set<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
      out.writeInt(encoded.length);
      out.write(encoded);
    }
  }

  static void read(DataInputStream in, Set<String> texts) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      byte[] encoded = new byte[in.readInt()];
      in.readFully(encoded);
      texts.add(new String(encoded, StandardCharsets.UTF_8));
    }
  }
}
