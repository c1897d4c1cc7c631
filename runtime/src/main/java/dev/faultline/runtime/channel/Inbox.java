package dev.faultline.runtime.channel;

import dev.faultline.runtime.DeliveryId;
import dev.faultline.runtime.Message;
import dev.faultline.runtime.base.Patience;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What has arrived on a channel and was not taken yet: a bounded queue for threads that wait, or a
 * publisher with one subscriber. When it is full the link keeps the message and is asked to offer
 * it again once half has been taken.
 */
final class Inbox implements Flow.Publisher<Message> {
  private static final int CAPACITY = 4096;

  /** More bytes than this wait only in one message that is longer. */
  static final long MOST_BYTES = 32 << 20;

  private final Channel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Deque<Message> messages = new ArrayDeque<>();
  private long bytes;
  private boolean refused;
  private boolean ended;

  /** Whether a thread hands something to a subscriber; no other one does meanwhile. */
  private boolean publishing;

  private @Nullable Subscription subscribed;

  /** What one subscriber has asked for; without effect once it is over. */
  private final class Subscription implements Flow.Subscription {
    private final Flow.Subscriber<? super Message> subscriber;

    /** Whether its subscriber has it; nothing else comes before that. */
    private boolean given;

    /** Negative when it was asked wrongly. */
    private long demand;

    Subscription(Flow.Subscriber<? super Message> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void request(long n) {
      lock.lock();
      try {
        if (subscribed != this) {
          return;
        }
        if (n <= 0 || demand < 0) {
          demand = -1;
        } else {
          demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
        }
      } finally {
        lock.unlock();
      }
      publish();
    }

    @Override
    public void cancel() {
      lock.lock();
      try {
        if (subscribed == this) {
          subscribed = null;
        }
      } finally {
        lock.unlock();
      }
    }
  }

  Inbox(Channel channel) {
    this.channel = channel;
  }

  /** Called by the driver's thread. */
  boolean put(DeliveryId id, MemorySegment memory, long offset, int length) {
    lock.lock();
    try {
      if (messages.size() == CAPACITY || (!messages.isEmpty() && bytes + length > MOST_BYTES)) {
        refused = true;
        return false;
      }
      messages.add(new Message(id, memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE)));
      // What could not be copied is not here, and must not count for ever.
      bytes += length;
      arrived.signal();
    } finally {
      lock.unlock();
    }
    publish();
    return true;
  }

  void close(String reason) {
    lock.lock();
    try {
      ended = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    publish();
  }

  @Nullable Message receive(Duration timeout) throws InterruptedException {
    long left = Patience.nanos(timeout);
    lock.lockInterruptibly();
    try {
      while (messages.isEmpty()) {
        if (ended) {
          throw new ChannelClosedException(String.valueOf(channel.closedBecause()));
        }
        if (left <= 0) {
          return null;
        }
        left = arrived.awaitNanos(left);
      }
      return take();
    } finally {
      lock.unlock();
    }
  }

  /** With the lock held. */
  private Message take() {
    Message message = messages.remove();
    bytes -= message.bytes().length;
    if (refused && messages.size() <= CAPACITY / 2 && bytes <= MOST_BYTES / 2) {
      refused = false;
      channel.resume();
    }
    return message;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super Message> only) {
    Subscription subscription = new Subscription(only);
    lock.lock();
    try {
      if (subscribed != null) {
        throw new IllegalStateException("a channel has one subscriber, and there is one already");
      }
      subscribed = subscription;
      if (publishing) {
        // A former subscriber still has a message in its hands: whoever gave it goes on with this.
        return;
      }
      publishing = true;
      subscription.given = true;
    } finally {
      lock.unlock();
    }
    boolean accepted = false;
    try {
      only.onSubscribe(subscription);
      accepted = true;
    } finally {
      if (!accepted) {
        subscription.cancel();
      }
      published();
    }
    publish();
  }

  private void published() {
    lock.lock();
    publishing = false;
    lock.unlock();
  }

  /** Hands over what is there and wanted; one thread at a time, so that the order is kept. */
  private void publish() {
    while (true) {
      Subscription to;
      Message next = null;
      boolean subscribes;
      boolean asksWrongly;
      lock.lock();
      try {
        to = subscribed;
        if (to == null || publishing) {
          return;
        }
        subscribes = !to.given;
        asksWrongly = to.demand < 0;
        if (subscribes) {
          to.given = true;
        } else if (asksWrongly || (ended && messages.isEmpty())) {
          subscribed = null;
        } else if (to.demand > 0 && !messages.isEmpty()) {
          to.demand--;
          next = take();
        } else {
          return;
        }
        publishing = true;
      } finally {
        lock.unlock();
      }
      try {
        if (subscribes) {
          to.subscriber.onSubscribe(to);
        } else {
          deliver(to.subscriber, next, asksWrongly);
        }
      } catch (RuntimeException | Error e) {
        // As rule 2.13 of Reactive Streams has it: who throws is not a subscriber any more.
        to.cancel();
        channel.subscriberFailed(e);
      } finally {
        published();
      }
    }
  }

  private static void deliver(
      Flow.Subscriber<? super Message> to, @Nullable Message next, boolean asksWrongly) {
    if (next != null) {
      to.onNext(next);
    } else if (asksWrongly) {
      to.onError(new IllegalArgumentException("request(n) with n less than 1"));
    } else {
      to.onComplete();
    }
  }
}
