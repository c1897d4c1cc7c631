package dev.faultline.jvm.net;

import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A selector of a program. Keys come in the order in which they were registered. */
final class NodeSelector extends AbstractSelector {
  /** In place of a time, for not waiting at all. */
  private static final long NOT_AT_ALL = -1;

  private final Changes changes;
  private final Set<SelectionKey> keys = new LinkedHashSet<>();
  private final Set<SelectionKey> selected = new LinkedHashSet<>();
  private final Runnable watcher = this::changed;
  private final Pace pace = new Pace();
  private boolean woken;

  NodeSelector(SelectorProvider provider, NodeNetwork network) {
    super(provider);
    changes = network.newChanges();
  }

  /** Something may be ready that was not. */
  void changed() {
    changes.signal();
  }

  @Override
  protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
    requireOpen();
    if (!(channel instanceof Watched watched)) {
      throw new java.nio.channels.IllegalSelectorException();
    }
    NodeKey key = new NodeKey(this, channel, ops);
    key.attach(attachment);
    keys.add(key);
    watched.watchers().add(watcher);
    changed();
    return key;
  }

  private void requireOpen() {
    if (!isOpen()) {
      throw new ClosedSelectorException();
    }
  }

  @Override
  public Set<SelectionKey> keys() {
    requireOpen();
    return Collections.unmodifiableSet(keys);
  }

  @Override
  public Set<SelectionKey> selectedKeys() {
    requireOpen();
    return selected;
  }

  @Override
  public int selectNow() {
    return select(NOT_AT_ALL, selected, null);
  }

  @Override
  public int select(long timeoutMillis) {
    if (timeoutMillis < 0) {
      throw new IllegalArgumentException("Negative timeout");
    }
    return select(TimeUnit.MILLISECONDS.toNanos(timeoutMillis), selected, null);
  }

  @Override
  public int select() {
    return select(0);
  }

  @Override
  public int select(Consumer<SelectionKey> action, long timeoutMillis) {
    if (timeoutMillis < 0) {
      throw new IllegalArgumentException("Negative timeout");
    }
    return select(TimeUnit.MILLISECONDS.toNanos(timeoutMillis), new LinkedHashSet<>(), action);
  }

  @Override
  public int select(Consumer<SelectionKey> action) {
    return select(action, 0);
  }

  @Override
  public int selectNow(Consumer<SelectionKey> action) {
    return select(NOT_AT_ALL, new LinkedHashSet<>(), action);
  }

  private int select(
      long timeoutNanos,
      Set<SelectionKey> into,
      @org.jspecify.annotations.Nullable Consumer<SelectionKey> action) {
    requireOpen();
    dropCancelled();
    if (timeoutNanos == NOT_AT_ALL || isDone()) {
      pace.asksAgain();
    } else {
      pace.goesOn();
      begin();
      try {
        changes.await(this::isDone, timeoutNanos);
      } finally {
        end();
      }
    }
    woken = false;
    if (!isOpen()) {
      return 0;
    }
    dropCancelled();
    int updated = update(into, action == null);
    if (action != null) {
      List.copyOf(into)
          .forEach(key -> {
            action.accept(key);
            requireOpen();
          });
    }
    return updated;
  }

  private boolean isDone() {
    return woken || !isOpen() || anyReady() || anyCancelled();
  }

  private boolean anyReady() {
    for (SelectionKey key : keys) {
      if (((NodeKey) key).wantedAndReady() != 0) {
        return true;
      }
    }
    return false;
  }

  private boolean anyCancelled() {
    Set<SelectionKey> cancelled = cancelledKeys();
    synchronized (cancelled) {
      return !cancelled.isEmpty();
    }
  }

  /** Adds up what is ready; where a key is selected already its operations are kept. */
  private int update(Set<SelectionKey> into, boolean keeps) {
    int updated = 0;
    for (SelectionKey each : keys) {
      NodeKey key = (NodeKey) each;
      int ready = key.wantedAndReady();
      if (ready == 0) {
        continue;
      }
      if (into.add(key)) {
        key.ready(ready);
        updated++;
      } else if (keeps && (ready & ~key.lastReady()) != 0) {
        key.ready(key.lastReady() | ready);
        updated++;
      }
    }
    return updated;
  }

  private void dropCancelled() {
    Set<SelectionKey> cancelled = cancelledKeys();
    List<SelectionKey> dropped;
    synchronized (cancelled) {
      dropped = keys.stream().filter(cancelled::contains).toList();
      cancelled.clear();
    }
    dropped.forEach(key -> drop((NodeKey) key));
  }

  private void drop(NodeKey key) {
    keys.remove(key);
    selected.remove(key);
    key.watched().watchers().remove(watcher);
    deregister(key);
  }

  @Override
  public Selector wakeup() {
    woken = true;
    changed();
    return this;
  }

  @Override
  protected void implCloseSelector() throws IOException {
    List.copyOf(keys)
        .forEach(key -> {
          key.cancel();
          drop((NodeKey) key);
        });
    changed();
  }
}
