package dev.faultline.hook;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import jdk.internal.misc.Unsafe;
import org.jspecify.annotations.Nullable;

/**
 * Method handles that make one call out of several, as those of {@code MethodHandles.foldArguments}
 * do: what these access in all is one step. They may have been made where no world was there to
 * hear it, in the initialiser of a class for example, so a call looks at its handle.
 */
final class Handles {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();

  /** How deep handles are looked for in handles. */
  private static final int DEEPEST = 16;

  /** What holds handles, or what handles that are no direct ones refer to, by class. */
  private static final ClassValue<long[]> PARTS =
      new ClassValue<>() {
        @Override
        protected long[] computeValue(Class<?> type) {
          return parts(type);
        }
      };

  private Handles() {}

  /** Whether a call of the handle comes to more than one that it was made of. */
  static boolean isCombined(MethodHandle handle) {
    Context world = Linkage.suspend();
    try {
      return calls(handle, 0) > 1;
    } finally {
      Linkage.resume(world);
    }
  }

  private static int calls(@Nullable Object part, int depth) {
    if (part == null) {
      return 0;
    }
    if (!(part instanceof MethodHandle)) {
      return part instanceof Object[] || holdsSeveral(part) ? 2 : 0;
    }
    if (depth > DEEPEST) {
      return 2;
    }
    long[] parts = PARTS.get(part.getClass());
    int calls = parts.length == 0 ? 1 : 0;
    for (int i = 0; i < parts.length && calls < 2; i++) {
      calls += calls(UNSAFE.getReference(part, parts[i]), depth + 1);
    }
    return calls;
  }

  /** What the handles of loops and of switches keep the others in. */
  private static boolean holdsSeveral(Object part) {
    return part.getClass().getName().startsWith("java.lang.invoke.MethodHandleImpl$");
  }

  /**
   * The fields of a bound or delegating handle that hold what it calls; a direct handle has none
   * that count.
   */
  private static long[] parts(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> each = type;
        each != null && each != MethodHandle.class;
        each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        boolean holds = field.getName().startsWith("argL") || field.getName().equals("target");
        if (holds && !Modifier.isStatic(field.getModifiers())) {
          fields.add(field);
        }
      }
    }
    return fields.stream().mapToLong(UNSAFE::objectFieldOffset).toArray();
  }
}
