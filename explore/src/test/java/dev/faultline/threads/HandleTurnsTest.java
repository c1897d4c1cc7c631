package dev.faultline.threads;

import static dev.faultline.threads.Searched.FIELDS;
import static dev.faultline.threads.Searched.explore;
import static dev.faultline.threads.Searched.isNamed;
import static dev.faultline.threads.Searched.loses;
import static java.lang.invoke.MethodType.methodType;

import dev.faultline.sim.setup.Interleaving;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Issue 11: threads took no turns before calls of method handles and of reflection, and a search
 * called what they do there impossible.
 */
@Timeout(60)
final class HandleTurnsTest {
  private static final class Cell {
    private volatile int value;
  }

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final MethodHandle GET;
  private static final MethodHandle SET;
  private static final Field FIELD;
  private static final Method READ;
  private static final Method WRITE;
  private static final Constructor<?> COPY;
  private static final VarHandle NUMBERS = MethodHandles.arrayElementVarHandle(int[].class);
  private static final VarHandle THROUGH;
  private static final MethodHandle INCREMENT;

  static {
    try {
      GET = LOOKUP.findGetter(Cell.class, "value", int.class);
      SET = LOOKUP.findSetter(Cell.class, "value", int.class);
      FIELD = Cell.class.getDeclaredField("value");
      READ = AtomicInteger.class.getMethod("get");
      WRITE = AtomicInteger.class.getMethod("set", int.class);
      THROUGH =
          MethodHandles.filterCoordinates(
              NUMBERS, 0, LOOKUP.findGetter(Holder.class, "numbers", int[].class));
      // (Cell c) -> SET(c, plusOne(GET(c)))
      MethodHandle plusOne =
          LOOKUP.findStatic(Math.class, "incrementExact", methodType(int.class, int.class));
      INCREMENT =
          MethodHandles.permuteArguments(
              MethodHandles.collectArguments(SET, 1, MethodHandles.filterReturnValue(GET, plusOne)),
              methodType(void.class, Cell.class),
              0,
              0);
      COPY = ArrayList.class.getConstructor(Collection.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private interface Work {
    void run() throws Throwable;
  }

  private static void sure(Work work) {
    try {
      work.run();
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void handles_of_a_fields_getter_and_setter_are_places() {
    loses(
        Cell::new,
        c ->
            sure(() -> {
              SET.invokeExact(c, (int) GET.invokeExact(c) + 1);
            }),
        c -> c.value);
    loses(
        Cell::new,
        c -> sure(() -> SET.invokeWithArguments(c, (int) GET.invoke(c) + 1)),
        c -> c.value);
  }

  private record Bound(AtomicInteger count, MethodHandle get, MethodHandle set) {
    static Bound make() {
      AtomicInteger count = new AtomicInteger();
      try {
        return new Bound(
            count,
            LOOKUP.bind(count, "get", MethodType.methodType(int.class)),
            LOOKUP.bind(count, "set", MethodType.methodType(void.class, int.class)));
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void a_handle_that_was_bound_to_an_atomic_is_a_place() {
    loses(
        Bound::make,
        b ->
            sure(() -> {
              b.set.invokeExact((int) b.get.invokeExact() + 1);
            }),
        b -> b.count.get());
  }

  @Test
  void handles_that_make_one_call_out_of_several_are_named() {
    isNamed(
        explore(
            Interleaving.LOCKS,
            Bound::make,
            b -> sure(() -> MethodHandles.foldArguments(b.set, b.get).invoke()),
            b -> b.count.get()),
        "java.lang.invoke.MethodHandles.foldArguments");
    isNamed(
        explore(
            Interleaving.LOCKS,
            Bound::make,
            b -> {
              IntSupplier get = MethodHandleProxies.asInterfaceInstance(IntSupplier.class, b.get);
              b.count.set(get.getAsInt() + 1);
            },
            b -> b.count.get()),
        "java.lang.invoke.MethodHandleProxies.asInterfaceInstance");
  }

  /** Issue 11: only its making was named, and nobody heard that. */
  @Test
  void a_handle_that_was_combined_before_any_world_is_named() {
    isNamed(
        explore(
            Interleaving.LOCKS,
            Cell::new,
            c ->
                sure(() -> {
                  INCREMENT.invokeExact(c);
                }),
            c -> c.value),
        "calls through a combined MethodHandle");
    isNamed(
        explore(
            Interleaving.LOCKS,
            Cell::new,
            c -> sure(() -> INCREMENT.invokeWithArguments(c)),
            c -> c.value),
        "calls through a combined MethodHandle");
  }

  private static final class Holder {
    private volatile int[] numbers = new int[1];
  }

  @Test
  void variables_that_are_found_through_others_are_named() {
    isNamed(
        explore(
            FIELDS,
            Holder::new,
            h -> THROUGH.set(h, 0, (int) THROUGH.get(h, 0) + 1),
            h -> h.numbers[0]),
        "calls through a combined VarHandle");
    Searched.isProved(
        explore(
            FIELDS,
            () -> new int[1],
            a -> NUMBERS.setVolatile(a, 0, (int) NUMBERS.getVolatile(a, 0) + 1),
            a -> a[0]),
        "1",
        "2");
  }

  @Test
  void reflection_on_a_field_is_a_place() {
    loses(Cell::new, c -> sure(() -> FIELD.setInt(c, FIELD.getInt(c) + 1)), c -> c.value);
    loses(Cell::new, c -> sure(() -> FIELD.set(c, (int) FIELD.get(c) + 1)), c -> c.value);
  }

  @Test
  void calls_by_reflection_are_places() {
    loses(
        AtomicInteger::new,
        c -> sure(() -> WRITE.invoke(c, (int) READ.invoke(c) + 1)),
        AtomicInteger::get);
    loses(
        () -> new ConcurrentLinkedQueue<String>(),
        q ->
            sure(() -> {
              if (((Collection<?>) COPY.newInstance(q)).isEmpty()) {
                q.add("one");
              } else {
                q.add("two");
                q.poll();
              }
            }),
        Collection::size);
  }

  @Test
  void reflection_on_an_array_is_a_place_where_arrays_are() {
    Searched.isProved(
        explore(
            FIELDS, () -> new int[1], a -> Array.setInt(a, 0, Array.getInt(a, 0) + 1), a -> a[0]),
        "1",
        "2");
  }
}
