package dev.faultline.runtime;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.SessionId;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what the application throws away from the endpoint, which is in the middle of something
 * when it calls: a session that failed is remembered, and aborted between two turns.
 */
final class Failures {
  private final FailurePolicy policy;
  private final DriverCounters counters;
  private final Deque<Session> failed = new ArrayDeque<>();
  private final RefusalLimit refusals = new RefusalLimit();
  private @Nullable Throwable stop;
  private @Nullable AddressBook addresses;
  private @Nullable LogStorage log;

  Failures(FailurePolicy policy, DriverCounters counters) {
    this.policy = policy;
    this.counters = counters;
  }

  /** What is needed to name a peer, or what is wrong with the log. */
  void knows(AddressBook book, @Nullable LogStorage storage) {
    addresses = book;
    log = storage;
  }

  /** Application code has thrown. */
  void add(FailurePolicy.Where where, @Nullable Session session, Throwable failure) {
    counters.applicationFailures++;
    SessionId id = session == null ? null : session.id();
    policy.listener().tell(new LinkFailure.ApplicationFailed(where, id, failure));
    if (policy.reaction() == FailurePolicy.Reaction.STOP) {
      stop = stop == null ? failure : stop;
    } else if (session != null) {
      failed.add(session);
    }
  }

  /** Aborts the sessions that have failed, or throws what stops the driver. */
  void settle(long now) {
    Throwable stopping = stop;
    if (stopping != null) {
      stop = null;
      if (stopping instanceof Error error) {
        throw error;
      }
      throw stopping instanceof RuntimeException runtime
          ? runtime
          : new IllegalStateException(stopping);
    }
    while (!failed.isEmpty()) {
      failed.remove().abort(now);
    }
  }

  private void refused(InetSocketAddress peer, String why) {
    long leftOut = refusals.tells(System.nanoTime(), peer, why);
    if (leftOut >= 0) {
      policy.listener().tell(new LinkFailure.PeerRefused(peer, why, leftOut));
    }
  }

  /** The handler, of which nothing gets out once {@link #settle} is called in each turn. */
  LinkHandler guarding(LinkHandler handler) {
    return new Guarded(handler);
  }

  private final class Guarded implements LinkHandler {
    private final LinkHandler handler;

    Guarded(LinkHandler handler) {
      this.handler = handler;
    }

    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      if (session.ended() || failed.contains(session)) {
        return false;
      }
      try {
        return handler.onMessage(session, stream, sequence, buffer, offset, length);
      } catch (RuntimeException | Error e) {
        add(FailurePolicy.Where.HANDLER, session, e);
        return false;
      }
    }

    @Override
    public void onConnected(Session session) {
      try {
        handler.onConnected(session);
      } catch (RuntimeException | Error e) {
        add(FailurePolicy.Where.HANDLER, session, e);
      }
    }

    @Override
    public void onDisconnected(Session session) {
      try {
        handler.onDisconnected(session);
      } catch (RuntimeException | Error e) {
        add(FailurePolicy.Where.HANDLER, session, e);
      }
    }

    @Override
    public void onEnded(Session session, SessionEnd why) {
      try {
        handler.onEnded(session, why);
      } catch (RuntimeException | Error e) {
        add(FailurePolicy.Where.HANDLER, session, e);
      }
    }

    @Override
    public void onRefused(long peer, String why) {
      AddressBook book = addresses;
      if (book != null) {
        refused(book.address(peer), why);
      }
      try {
        handler.onRefused(peer, why);
      } catch (RuntimeException | Error e) {
        add(FailurePolicy.Where.HANDLER, null, e);
      }
    }

    @Override
    public void onStorageFull() {
      LogStorage storage = log;
      String trouble = storage == null ? null : storage.trouble();
      policy
          .listener()
          .tell(new LinkFailure.StorageFull(trouble == null ? "it has no room" : trouble));
      try {
        handler.onStorageFull();
      } catch (RuntimeException | Error e) {
        add(FailurePolicy.Where.HANDLER, null, e);
      }
    }

    @Override
    public void onStorageRoom() {
      try {
        handler.onStorageRoom();
      } catch (RuntimeException | Error e) {
        add(FailurePolicy.Where.HANDLER, null, e);
      }
    }

    // State that cannot be restored or saved concerns the whole driver: it does not open, or stops.

    @Override
    public void onRestored(MemorySegment state, long offset, int length) {
      handler.onRestored(state, offset, length);
    }

    @Override
    public void onRecovered(
        SessionId session,
        int stream,
        long sequence,
        MemorySegment effect,
        long offset,
        int length) {
      handler.onRecovered(session, stream, sequence, effect, offset, length);
    }

    @Override
    public @Nullable MemorySegment snapshot() {
      return handler.snapshot();
    }

    @Override
    public long processedElsewhere(SessionId session, int stream) {
      return handler.processedElsewhere(session, stream);
    }
  }
}
