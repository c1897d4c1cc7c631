package dev.faultline.sim.node;

import dev.faultline.sim.base.KeyedHash;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.BitSet;
import java.util.Collection;
import java.util.Map;

/**
 * A static variable, or a constant with contents that may change. Worlds look at it when they begin
 * and when they end, so what it is called and of which kind is worked out once.
 *
 * @param name for people
 * @param type of the variable, not of its value
 */
record Variable(Field field, String name, Class<?> type) {
  /** In place of what it says, where it holds nothing. */
  static final long NOTHING = 0;

  /** A number is something, also when it is 0. */
  private static final long NUMBERS = 0x9E37_79B9_7F4A_7C15L;

  static Variable of(Field field) {
    return new Variable(field, name(field), field.getType());
  }

  static String name(Field field) {
    return "static " + field.getDeclaringClass().getName() + "." + field.getName();
  }

  /** What it says now: {@link #NOTHING}, or equal for as long as nothing in it changes. */
  long content(Captured captured) {
    try {
      if (type.isPrimitive()) {
        return KeyedHash.mix(bits() ^ NUMBERS);
      }
      Object value = field.get(null);
      return value == null || isConstant(value) ? NOTHING : captured.fingerprint(value);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private long bits() throws IllegalAccessException {
    if (type == boolean.class) {
      return field.getBoolean(null) ? 1 : 0;
    }
    return type == double.class || type == float.class
        ? Double.doubleToRawLongBits(field.getDouble(null))
        : field.getLong(null);
  }

  /** Not so what libraries keep to themselves: caches, counters, loggers. */
  private boolean isConstant(Object value) {
    Class<?> held = value.getClass();
    boolean container =
        value instanceof Collection<?>
            || value instanceof Map<?, ?>
            || value instanceof StringBuilder
            || value instanceof BitSet
            || held.isArray()
            || held.getPackageName().equals("java.util.concurrent.atomic")
            || held.getPackageName().equals(field.getDeclaringClass().getPackageName());
    return Modifier.isFinal(field.getModifiers()) && !container;
  }
}
