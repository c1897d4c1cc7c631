package dev.faultline.guard.queue;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jctools.queues.atomic.MpmcAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/** Where a bounded queue keeps its elements. For several producers and consumers. */
sealed interface Slots<T> {
  /** Adds an element, if there is room. */
  boolean offer(T element);

  /** Takes the element whose turn it is. */
  @Nullable T poll();

  /** Takes the element that has waited longest. */
  @Nullable T pollOldest();

  int size();

  boolean isEmpty();

  /** First in, first out, on JCTools' queue, without locks. */
  final class Ring<T> implements Slots<T> {
    private final MpmcAtomicArrayQueue<T> queue;

    Ring(int capacity) {
      queue = new MpmcAtomicArrayQueue<>(capacity);
    }

    @Override
    public boolean offer(T element) {
      return queue.offer(element);
    }

    @Override
    public @Nullable T poll() {
      return queue.poll();
    }

    @Override
    public @Nullable T pollOldest() {
      return queue.poll();
    }

    @Override
    public int size() {
      return queue.size();
    }

    @Override
    public boolean isEmpty() {
      return queue.isEmpty();
    }
  }

  /**
   * First in, first out while it is short, and last in, first out when it is long. It takes from
   * both ends, which none of JCTools' queues can, so it has a lock.
   */
  final class Stack<T> implements Slots<T> {
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<T> deque;
    private final int capacity;
    private final int longFrom;

    Stack(int capacity, int longFrom) {
      this.capacity = capacity;
      this.longFrom = longFrom;
      deque = new ArrayDeque<>(capacity);
    }

    @Override
    public boolean offer(T element) {
      lock.lock();
      try {
        return deque.size() < capacity && deque.offerLast(element);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public @Nullable T poll() {
      lock.lock();
      try {
        return deque.size() >= longFrom ? deque.pollLast() : deque.pollFirst();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public @Nullable T pollOldest() {
      lock.lock();
      try {
        return deque.pollFirst();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public int size() {
      lock.lock();
      try {
        return deque.size();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public boolean isEmpty() {
      return size() == 0;
    }
  }
}
