package dev.faultline.link.connection;

import java.util.Arrays;
import java.util.Objects;

/** The connections of an endpoint by deadline: a binary heap in which each knows its place. */
final class DeadlineHeap {
  private Due[] heap = new Due[16];
  private int size;

  /** How many it holds on to. */
  long held() {
    return Arrays.stream(heap).filter(Objects::nonNull).count();
  }

  long earliest() {
    return size == 0 ? Long.MAX_VALUE : heap[0].deadline;
  }

  Due first() {
    return heap[0];
  }

  void update(Due due, long deadline) {
    if (due.heapIndex < 0) {
      if (deadline == Long.MAX_VALUE) {
        return;
      }
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, 2 * size);
      }
      due.deadline = deadline;
      place(due, size++);
      up(due.heapIndex);
      return;
    }
    long before = due.deadline;
    due.deadline = deadline;
    if (deadline < before) {
      up(due.heapIndex);
    } else if (deadline > before) {
      down(due.heapIndex);
    }
  }

  void remove(Due due) {
    int at = due.heapIndex;
    if (at < 0) {
      return;
    }
    due.heapIndex = -1;
    Due last = heap[--size];
    Arrays.fill(heap, size, size + 1, null);
    if (last != due) {
      place(last, at);
      up(at);
      down(last.heapIndex);
    }
  }

  private void up(int from) {
    int at = from;
    Due moved = heap[at];
    while (at > 0 && heap[(at - 1) / 2].deadline > moved.deadline) {
      place(heap[(at - 1) / 2], at);
      at = (at - 1) / 2;
    }
    place(moved, at);
  }

  private void down(int from) {
    int at = from;
    Due moved = heap[at];
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

  private void place(Due due, int at) {
    heap[at] = due;
    due.heapIndex = at;
  }
}
