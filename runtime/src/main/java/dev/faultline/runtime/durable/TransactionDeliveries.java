package dev.faultline.runtime.durable;

import dev.faultline.link.Processing;
import dev.faultline.link.Session;
import dev.faultline.link.SessionId;
import dev.faultline.runtime.FailurePolicy;
import dev.faultline.runtime.LinkDriver;
import dev.faultline.runtime.Message;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A lane for each stream, so that a slow transaction holds up its own stream only. */
final class TransactionDeliveries implements Deliveries {
  private final TransactionalHandler handler;
  private final Executor executor;
  private final FailurePolicy.Listener failures;
  private final SortedMap<String, Lane> lanes = new TreeMap<>();
  private @Nullable LinkDriver driver;

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

  @Override
  public synchronized boolean arrived(Session session, Message message) {
    return lanes
        .computeIfAbsent(
            session.id() + "-" + message.id().stream(), key -> lane(session, message.id().stream()))
        .put(message);
  }

  private Lane lane(Session session, int stream) {
    return new Lane(
        session, stream, handler, executor, failures, Objects.requireNonNull(driver, "not begun"));
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
  public synchronized void ended(Session session) {
    lanes
        .values()
        .removeIf(lane -> {
          boolean its = lane.session().equals(session);
          if (its) {
            lane.close();
          }
          return its;
        });
  }

  @Override
  public void close(Duration patience) {
    List<Lane> open;
    synchronized (this) {
      open = List.copyOf(lanes.values());
    }
    open.forEach(Lane::close);
    long end = System.nanoTime() + patience.toNanos();
    open.forEach(lane -> lane.join(end - System.nanoTime()));
  }
}
