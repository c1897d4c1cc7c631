package dev.faultline.link.receive;

import dev.faultline.link.LinkOptions;
import dev.faultline.link.PeerIdentity;
import dev.faultline.link.handshake.SessionShares;
import dev.faultline.link.recovery.LiveCounters;
import dev.faultline.link.stream.Holdback;
import dev.faultline.link.wire.Nanos;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How much memory an endpoint keeps for what has arrived and cannot be handed over yet: packets out
 * of turn, and messages that are not whole. All streams of all sessions share it, and where several
 * peers are allowed, none gets more than three times what it leaves (see {@link SessionShares}).
 *
 * <p>Who gets none has its packets refused, and they come again. So that streams of one peer which
 * hold a half each do not wait for each other for ever, one stream of each peer at a time may go
 * beyond: by its ring and one message. It is the first that was refused, and the next may when it
 * holds nothing any more.
 */
public final class ReceiveBudget {
  private static final int TIMES_LEFT = 3;

  /** So many that had to wait are let go on at a time. */
  private static final int RESUMED_MAX = 64;

  private static final long SOON_NANOS = Holdback.SHORTEST_NANOS;

  private static final class Share {
    long bytes;
    @Nullable ReceiveStream beyond;
  }

  private final long most;
  private final LongFunction<MemorySegment> memory;
  private final LiveCounters counters;
  private final Map<PeerIdentity, Share> shares = new LinkedHashMap<>();
  private final Set<ReceiveStream> waiting = new LinkedHashSet<>();
  private BooleanSupplier several = () -> false;
  private long used;
  private boolean freed;

  /** When the last round began of those that waited, and how many have their turn still. */
  private long triedAt = Long.MIN_VALUE;

  private int turns;

  public ReceiveBudget(LinkOptions options, LiveCounters counters) {
    most = options.receiveBytes();
    memory = options.memory();
    this.counters = counters;
  }

  /** Whether there is more than one peer that memory is to be shared out between. */
  public void several(BooleanSupplier peers) {
    several = peers;
  }

  /** How many bytes are in use. */
  public long used() {
    return used;
  }

  /** Whether memory that is not needed now is to be given back, and not kept for later. */
  boolean tight() {
    return used > most / 2;
  }

  /**
   * Takes memory for a stream.
   *
   * @param besides bytes that are to be counted with it
   * @param goesBeyond whether this stream may be the one of its peer that does not have to wait
   * @return null if there is none for it now
   */
  @Nullable MemorySegment take(
      PeerIdentity owner, ReceiveStream to, long bytes, long besides, boolean goesBeyond) {
    Share share = shares.computeIfAbsent(owner, peer -> new Share());
    ReceiveStream other = share.beyond;
    if (other != null && other != to && !fits(share, bytes + besides)) {
      other.giveBack();
      share = shares.computeIfAbsent(owner, peer -> new Share());
    }
    if (!fits(share, bytes + besides)) {
      if (goesBeyond && share.beyond == null) {
        share.beyond = to;
      }
      if (share.beyond != to) {
        return refused(owner, share);
      }
    }
    MemorySegment taken;
    try {
      taken = memory.apply(bytes);
    } catch (OutOfMemoryError e) {
      // The peer sends again what there is no memory for; to end for it would end all sessions.
      return refused(owner, share);
    }
    share.bytes += bytes + besides;
    used += bytes + besides;
    return taken;
  }

  private @Nullable MemorySegment refused(PeerIdentity owner, Share share) {
    counters.outOfMemory++;
    forget(owner, share);
    return null;
  }

  private boolean fits(Share share, long bytes) {
    long left = most - used - bytes;
    return left >= 0 && (!several.getAsBoolean() || (share.bytes + bytes - 1) / TIMES_LEFT < left);
  }

  /** Gives bytes back that {@link #take} has counted. */
  void give(PeerIdentity owner, long bytes) {
    Share share = shares.get(owner);
    if (share == null || bytes == 0) {
      return;
    }
    share.bytes -= bytes;
    used -= bytes;
    freed = true;
    forget(owner, share);
  }

  /** The stream holds nothing any more, so that another one of its peer may go beyond. */
  void holdsNothing(PeerIdentity owner, ReceiveStream stream) {
    Share share = shares.get(owner);
    if (share != null && share.beyond == stream) {
      share.beyond = null;
      freed = true;
      forget(owner, share);
    }
  }

  private void forget(PeerIdentity owner, Share share) {
    if (share.bytes == 0 && share.beyond == null) {
      shares.remove(owner);
    }
  }

  /** Something that has arrived for good waits for memory. */
  void await(ReceiveStream stream) {
    waiting.add(stream);
  }

  void forget(ReceiveStream stream) {
    waiting.remove(stream);
  }

  /**
   * When those that wait try again: soon after memory was given back, and else from time to time,
   * since the system, or another share, may have some again without a word.
   */
  public long deadline() {
    if (waiting.isEmpty()) {
      return Nanos.NEVER;
    }
    return turns > 0
        ? Long.MIN_VALUE
        : Nanos.after(triedAt, freed ? SOON_NANOS : Holdback.LONGEST_NANOS);
  }

  /** Those that try again now. */
  public List<ReceiveStream> goingOn(long now) {
    List<ReceiveStream> go = new ArrayList<>();
    if (deadline() > now) {
      return go;
    }
    if (turns == 0) {
      // Who waits again after its turn comes in the next round.
      turns = waiting.size();
      triedAt = now;
      freed = false;
    }
    for (ReceiveStream each : waiting) {
      if (go.size() < Math.min(turns, RESUMED_MAX)) {
        go.add(each);
      }
    }
    go.forEach(waiting::remove);
    turns = Math.min(turns - go.size(), waiting.size());
    return go;
  }
}
