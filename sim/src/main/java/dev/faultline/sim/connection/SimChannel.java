package dev.faultline.sim.connection;

import static java.util.Objects.requireNonNull;

import dev.faultline.core.Address;
import dev.faultline.core.Channel;
import dev.faultline.core.CloseReason;
import dev.faultline.core.Connection;
import dev.faultline.core.ConnectionListener;
import dev.faultline.core.Env;
import dev.faultline.sim.base.SimTime;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection whose messages wait in a queue for the threads of a blocking node. */
public final class SimChannel implements Channel, ConnectionListener {
  /** Ends the queue for good: a thread that takes it puts it back. */
  private static final Object END = new Object();

  private static final Object OPENED = new Object();

  private final BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();

  /** Wakes those who wait to send. */
  private final Semaphore room = new Semaphore(0);

  private @Nullable SimConnection connection;
  private @Nullable CloseReason reason;

  public void over(SimConnection made) {
    connection = made;
    made.takesItself();
  }

  private SimConnection connection() {
    return requireNonNull(connection);
  }

  /**
   * @throws ConnectException when the connection was closed before it was open
   */
  public void awaitOpened() throws ConnectException, InterruptedException {
    if (arrived.take() == END) {
      arrived.add(END);
      throw new ConnectException(
          "the connection to " + peer().name() + " could not be opened: " + reason);
    }
  }

  // --- the listener: called in the node's turn, on the carrier, so that it must not wait ---

  @Override
  public void opened(Env env, Connection opened) {
    arrived.add(OPENED);
  }

  @Override
  public void received(Env env, Connection from, Object message) {
    arrived.add(message);
  }

  @Override
  public void ended(Env env, Connection from) {
    arrived.add(END);
  }

  @Override
  public void writable(Env env, Connection to) {
    room.release();
  }

  @Override
  public void closed(Env env, Connection closed, CloseReason why) {
    reason = why;
    arrived.add(END);
    room.release();
  }

  // --- the channel ---

  @Override
  public Address peer() {
    return connection().peer();
  }

  @Override
  public void send(Object message) {
    while (mustWait()) {
      room.acquireUninterruptibly();
    }
    connection().send(message);
    if (room.hasQueuedThreads() && !mustWait()) {
      room.release();
    }
  }

  private boolean mustWait() {
    return reason == null && !connection().writable();
  }

  @Override
  public boolean writable() {
    return connection().writable();
  }

  @Override
  public void shutdownOutput() {
    connection().shutdownOutput();
  }

  @Override
  public void close() {
    connection().close();
  }

  @Override
  public @Nullable Object receive() throws InterruptedException {
    return message(arrived.take());
  }

  @Override
  public @Nullable Object receive(Duration timeout) throws InterruptedException {
    return message(arrived.poll(SimTime.saturatedNanos(timeout), TimeUnit.NANOSECONDS));
  }

  private @Nullable Object message(@Nullable Object taken) {
    if (taken == END) {
      arrived.add(END);
      return null;
    }
    if (taken != null) {
      connection().taken();
    }
    return taken;
  }

  @Override
  public @Nullable CloseReason reason() {
    return reason;
  }
}
