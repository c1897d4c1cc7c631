package dev.faultline.link;

import java.util.Arrays;

/** The sessions of an endpoint by deadline: a binary heap in which each knows its place. */
final class DeadlineHeap {
  private Session[] heap = new Session[16];
  private int size;

  long earliest() {
    return size == 0 ? Long.MAX_VALUE : heap[0].deadline;
  }

  Session first() {
    return heap[0];
  }

  void update(Session session, long deadline) {
    if (session.heapIndex < 0) {
      if (deadline == Long.MAX_VALUE) {
        return;
      }
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, 2 * size);
      }
      session.deadline = deadline;
      place(session, size++);
      up(session.heapIndex);
      return;
    }
    long before = session.deadline;
    session.deadline = deadline;
    if (deadline < before) {
      up(session.heapIndex);
    } else if (deadline > before) {
      down(session.heapIndex);
    }
  }

  void remove(Session session) {
    int at = session.heapIndex;
    if (at < 0) {
      return;
    }
    session.heapIndex = -1;
    Session last = heap[--size];
    if (last != session) {
      place(last, at);
      up(at);
      down(last.heapIndex);
    }
  }

  private void up(int from) {
    int at = from;
    Session moved = heap[at];
    while (at > 0 && heap[(at - 1) / 2].deadline > moved.deadline) {
      place(heap[(at - 1) / 2], at);
      at = (at - 1) / 2;
    }
    place(moved, at);
  }

  private void down(int from) {
    int at = from;
    Session moved = heap[at];
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && heap[child + 1].deadline < heap[child].deadline) {
        child++;
      }
      if (heap[child].deadline >= moved.deadline) {
        break;
      }
      place(heap[child], at);
      at = child;
    }
    place(moved, at);
  }

  private void place(Session session, int at) {
    heap[at] = session;
    session.heapIndex = at;
  }
}
