package dev.faultline.jvm.net;

import java.util.ArrayList;
import java.util.List;

/** A channel as selectors see it. */
interface Watched {
  /** What could be done now without waiting, in the bits of {@code SelectionKey}. */
  int readyOps();

  Watchers watchers();

  /** The selectors that watch a channel, whatever it is over. */
  final class Watchers {
    private final List<Runnable> watching = new ArrayList<>();

    void add(Runnable watcher) {
      watching.add(watcher);
    }

    void remove(Runnable watcher) {
      watching.remove(watcher);
    }

    void changed() {
      List.copyOf(watching).forEach(Runnable::run);
    }
  }
}
