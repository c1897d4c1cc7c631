package dev.faultline.agent;

import dev.faultline.hook.Order;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;

/**
 * Constants of the JDK's that programs have in sets and as keys, and whose hash codes are those of
 * their identities. They are there once in a JVM: unless their hash codes come from their names,
 * the first world that asks for one decides on the order that all later ones see. Those of
 * currencies are named where they are made, see {@link Patch}; classes and enums in {@link Order}.
 */
final class JdkConstants {
  private static final List<String> HOLDERS =
      List.of(
          "java.net.StandardSocketOptions",
          "java.nio.file.StandardWatchEventKinds",
          "java.text.AttributedCharacterIterator$Attribute",
          "java.text.DateFormat$Field",
          "java.text.MessageFormat$Field",
          "java.text.NumberFormat$Field");

  private JdkConstants() {}

  /** Gives each its hash code; to be called before the first world. */
  static void name() throws ReflectiveOperationException {
    for (String holder : HOLDERS) {
      for (Field field : Class.forName(holder).getFields()) {
        if (Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          Object constant = field.get(null);
          if (constant != null) {
            Order.named(constant, holder + "." + field.getName());
          }
        }
      }
    }
  }
}
