package dev.faultline.agent;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The program's classes that were rewritten last, to be loaded. Between its rewriting and its
 * loading no list of loaded classes has a class, so that somebody who wants to rewrite all of them
 * once more would miss it. Thread-safe.
 */
final class Arrivals {
  /** Far more than threads load classes at once. */
  private static final int MOST = 256;

  /** What is on the stack of a thread that loads a class. */
  private static final List<String> LOADING =
      List.of("java.lang.ClassLoader", "java.lang.invoke.MethodHandles$Lookup");

  /** A class that a thread is about to load, and what was meant in it. */
  private record Arrival(
      WeakReference<ClassLoader> loader, String name, Scope.Bits meant, WeakReference<Thread> by) {
    boolean isOf(Class<?> type) {
      return type.getName().equals(name) && loader.refersTo(type.getClassLoader());
    }

    /** Whether it may still come: it does not when its loading failed. */
    boolean isOnItsWay() {
      Thread thread = by.get();
      return thread != null
          && Arrays.stream(thread.getStackTrace())
              .anyMatch(frame -> LOADING.contains(frame.getClassName()));
    }
  }

  private final Set<Arrival> last = new LinkedHashSet<>();
  private Scope scope = Scope.NOTHING;

  /** From now on classes are rewritten for that. */
  synchronized void scope(Scope scope) {
    this.scope = scope;
  }

  synchronized Scope scope() {
    return scope;
  }

  /** A class is about to be loaded; returns what is meant in it. */
  synchronized Scope.Bits begin(@Nullable ClassLoader loader, String name) {
    Scope.Bits meant = scope.of(name);
    last.add(
        new Arrival(
            new WeakReference<>(loader),
            name.replace('/', '.'),
            meant,
            new WeakReference<>(Thread.currentThread())));
    if (last.size() > MOST) {
      Iterator<Arrival> oldest = last.iterator();
      oldest.next();
      oldest.remove();
    }
    return meant;
  }

  /** Those that were rewritten for something else than is meant now, and may still come. */
  synchronized Awaited awaited() {
    List<Arrival> awaited = new ArrayList<>();
    for (Arrival each : last) {
      if (!each.meant.equals(scope.of(each.name.replace('.', '/')))) {
        awaited.add(each);
      }
    }
    return new Awaited(awaited);
  }

  /** Classes that are still to be loaded. For one thread. */
  static final class Awaited {
    private List<Arrival> left;

    private Awaited(List<Arrival> left) {
      this.left = left;
    }

    boolean isEmpty() {
      return left.isEmpty();
    }

    /** The names of the classes, for people. */
    @Override
    public String toString() {
      return left.stream().map(Arrival::name).distinct().collect(Collectors.joining(", "));
    }

    /** Those that have come since the last look; they are not awaited any more. */
    Set<Class<?>> look(Supplier<Class<?>[]> loaded) {
      // In this order: one that comes in between is among the loaded.
      List<Arrival> onTheirWay = left.stream().filter(Arrival::isOnItsWay).toList();
      Set<String> names =
          left.stream().map(Arrival::name).collect(Collectors.toCollection(LinkedHashSet::new));
      Set<Class<?>> come = new LinkedHashSet<>();
      for (Class<?> type : loaded.get()) {
        if (names.contains(type.getName())
            && left.stream().anyMatch(arrival -> arrival.isOf(type))) {
          come.add(type);
        }
      }
      left = onTheirWay.stream().filter(arrival -> come.stream().noneMatch(arrival::isOf)).toList();
      return come;
    }
  }
}
