package dev.faultline.runtime.durable;

import dev.faultline.link.Processing;
import dev.faultline.link.Session;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.SessionId;
import dev.faultline.runtime.FailurePolicy;
import dev.faultline.runtime.LinkDriver;
import dev.faultline.runtime.LinkFailure;
import dev.faultline.runtime.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A lane for each stream, so that a slow transaction holds up its own stream only. */
final class TransactionDeliveries implements Deliveries {
  private final TransactionalHandler handler;
  private final Executor executor;
  private final FailurePolicy.Listener failures;
  private final SortedMap<String, Lane> lanes = new TreeMap<>();

  private final LongAdder count = new LongAdder();

  /** The node's thread's: sessions that have ended, of which the handler has not been told. */
  private final List<Ended> ended = new ArrayList<>();

  private @Nullable LinkDriver driver;
  private boolean closed;

  private record Ended(SessionId session, List<Lane> lanes) {}

  TransactionDeliveries(
      TransactionalHandler handler, Executor executor, FailurePolicy.Listener failures) {
    this.handler = handler;
    this.executor = executor;
    this.failures = failures;
  }

  @Override
  public Processing processing() {
    return Processing.AT_LEAST_ONCE;
  }

  @Override
  public String kind() {
    return "transactions";
  }

  @Override
  public synchronized void begins(LinkDriver on) {
    driver = on;
  }

  /** Not with the lock held: an executor may run the transaction at once, on this thread. */
  @Override
  public boolean arrived(Session session, Message message) {
    Lane lane = open(session, message.id().stream());
    return lane != null && lane.put(message);
  }

  private synchronized @Nullable Lane open(Session session, int stream) {
    return closed
        ? null
        : lanes.computeIfAbsent(session.id() + "-" + stream, key -> lane(session, stream));
  }

  private Lane lane(Session session, int stream) {
    return new Lane(
        session,
        stream,
        handler,
        executor,
        failures,
        Objects.requireNonNull(driver, "not begun"),
        count);
  }

  @Override
  public long processed(SessionId session, int stream) {
    try {
      return handler.processed(session, stream);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking how far " + session + " is", e);
    } catch (Exception e) {
      throw new IllegalStateException(
          "how far session " + session + " is processed cannot be told: " + e.getMessage(), e);
    }
  }

  @Override
  public long count() {
    return count.sum();
  }

  @Override
  public synchronized List<String> warnings(long now) {
    List<String> all = new ArrayList<>();
    for (Lane lane : lanes.values()) {
      String trouble = lane.trouble(now);
      if (trouble != null) {
        all.add(trouble);
      }
    }
    return all;
  }

  @Override
  public synchronized void ended(Session session, SessionEnd why) {
    List<Lane> its =
        lanes.values().stream().filter(lane -> lane.session().equals(session)).toList();
    its.forEach(Lane::close);
    lanes.values().removeAll(its);
    if (forGood(why)) {
      ended.add(new Ended(session.id(), its));
    }
  }

  /** Whether no process will ever find the session in its log again, once that is durable. */
  private static boolean forGood(SessionEnd why) {
    return switch (why) {
      case CLOSED, CLOSED_BY_PEER, SESSION_EXPIRED, SESSION_LOST, ABORTED -> true;
      // The log keeps it for the next process, or another one has it.
      case STORAGE_FAILED, FENCED -> false;
      case REFUSED, OPTIONS_DIFFER, TOO_MANY_SESSIONS -> false;
    };
  }

  /**
   * Tells the handler of sessions that have ended, not before the log has made that durable: until
   * then a crash brings the session back, and its messages would count from the first again.
   */
  @Override
  public void turn() {
    idleAndEnded().forEach(this::tell);
  }

  private synchronized List<SessionId> idleAndEnded() {
    if (ended.isEmpty() || driver == null || !driver.settled()) {
      return List.of();
    }
    List<SessionId> over = new ArrayList<>();
    for (Ended each : List.copyOf(ended)) {
      if (each.lanes().stream().allMatch(Lane::isIdle)) {
        ended.remove(each);
        over.add(each.session());
      }
    }
    return over;
  }

  private void tell(SessionId session) {
    try {
      executor.execute(() -> {
        try {
          handler.ended(session);
        } catch (Exception | Error e) {
          failed(session, e);
        }
      });
    } catch (RejectedExecutionException e) {
      failed(session, e);
    }
  }

  private void failed(SessionId session, Throwable failure) {
    failures.tell(new LinkFailure.ApplicationFailed(FailurePolicy.Where.HANDLER, session, failure));
  }

  @Override
  public void close(Duration patience) {
    List<Lane> open;
    synchronized (this) {
      closed = true;
      open = List.copyOf(lanes.values());
    }
    open.forEach(Lane::close);
    long end = System.nanoTime() + patience.toNanos();
    open.forEach(lane -> lane.join(end - System.nanoTime()));
  }
}
