package dev.faultline.sim.node;

import dev.faultline.agent.Machine;
import dev.faultline.core.Address;
import dev.faultline.core.history.HistoryRecorder;
import dev.faultline.sim.base.KeyedHash;
import dev.faultline.sim.content.ArrayContents;
import dev.faultline.sim.content.Contents;
import dev.faultline.sim.setup.Network;
import dev.faultline.sim.user.OwnPackages;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fingerprints of what a factory captured, or a static variable holds, and of what can be reached
 * from there: equal as long as nothing in it changes. Worlds and what belongs to them are left out,
 * and what the JDK keeps to itself.
 */
final class Captured {
  private static final int DEEPEST = 8;

  /** So many objects are looked at for one fingerprint. */
  private static final int MOST = 1_000;

  private static final long NUMBERS = 0x9E37_79B9_7F4A_7C15L;

  private static final List<Class<?>> ARRAYS_OF_NUMBERS =
      List.of(AtomicIntegerArray.class, AtomicLongArray.class);

  private static final ClassValue<List<Field>> FIELDS =
      new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
          return Machine.outside(() -> fields(type));
        }
      };

  /** Null where nothing needed it: it has tables of its own. */
  private @Nullable Contents contents;

  private int left;

  long fingerprint(Supplier<?> factory) {
    if (FIELDS.get(factory.getClass()).isEmpty()) {
      return 0;
    }
    left = MOST;
    try {
      return fieldsOf(factory, 0);
    } catch (RuntimeException e) {
      // Another world changes it right now, and will be told. What is read meanwhile may be
      // inconsistent in any way.
      return 0;
    }
  }

  /** Of a value, and of what can be reached from there. */
  long fingerprint(Object value) {
    left = MOST;
    try {
      return look(value, 0);
    } catch (RuntimeException e) {
      // As above.
      return 0;
    }
  }

  private long look(@Nullable Object value, int depth) {
    if (value == null || depth > DEEPEST || --left < 0 || belongsToAWorld(value)) {
      return 0;
    }
    Class<?> type = value.getClass();
    if (value instanceof Collection<?> parts) {
      long hash = parts.size();
      for (Object part : parts) {
        hash += KeyedHash.mix(look(part, depth + 1));
      }
      return hash;
    }
    if (value instanceof Map<?, ?> parts) {
      long hash = parts.size();
      for (Map.Entry<?, ?> part : parts.entrySet()) {
        hash +=
            ArrayContents.step(look(part.getKey(), depth + 1), look(part.getValue(), depth + 1));
      }
      return hash;
    }
    if (value instanceof AtomicReference<?> reference) {
      return KeyedHash.mix(look(reference.get(), depth + 1));
    }
    if (type == Integer.class || type == Long.class) {
      return KeyedHash.mix(((Number) value).longValue() ^ NUMBERS); // Not 0, which is for nothing.
    }
    if (value instanceof Number || ARRAYS_OF_NUMBERS.contains(type)) {
      return contents().said(value.toString());
    }
    if (type.isArray()) {
      long hash = Array.getLength(value);
      for (int i = 0; i < Math.min(Array.getLength(value), MOST); i++) {
        hash = ArrayContents.step(hash, look(Array.get(value, i), depth + 1));
      }
      return hash;
    }
    return type.getName().startsWith("java.") || value instanceof Enum<?>
        ? contents().of(value)
        : fieldsOf(value, depth);
  }

  private long fieldsOf(Object value, int depth) {
    long hash = 0;
    for (Field field : FIELDS.get(value.getClass())) {
      try {
        hash = ArrayContents.step(hash, look(field.get(value), depth + 1));
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
    return hash;
  }

  private Contents contents() {
    Contents made = contents;
    if (made == null) {
      made = Contents.exact();
      contents = made;
    }
    return made;
  }

  private static boolean belongsToAWorld(Object value) {
    return OwnPackages.isFacade(value.getClass())
        || value instanceof HistoryRecorder<?, ?>
        || value instanceof Network
        || value instanceof Address;
  }

  private static List<Field> fields(Class<?> type) {
    List<Field> found = new ArrayList<>();
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          try {
            field.setAccessible(true);
            found.add(field);
          } catch (InaccessibleObjectException e) {
            // A module that keeps its objects to itself.
          }
        }
      }
    }
    return List.copyOf(found);
  }
}
