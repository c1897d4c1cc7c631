package dev.faultline.explore.campaign;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Messages that carry another one: records of which one component may be any object. People and
 * guidance want to know what is carried, not what it is carried in.
 */
public final class Envelopes {
  /** How to open an envelope of that class; empty for what is no envelope. */
  private static final ClassValue<Optional<Method>> CARRIED =
      new ClassValue<>() {
        @Override
        protected Optional<Method> computeValue(Class<?> type) {
          return type.isRecord() ? carried(type) : Optional.empty();
        }
      };

  private Envelopes() {}

  /** What a message carries, or the message itself when it is no envelope. */
  public static Object open(Object message) {
    Optional<Method> carried = CARRIED.get(message.getClass());
    if (carried.isEmpty()) {
      return message;
    }
    try {
      Object inside = carried.get().invoke(message);
      return inside == null ? message : open(inside);
    } catch (ReflectiveOperationException e) {
      return message;
    }
  }

  private static Optional<Method> carried(Class<?> type) {
    List<RecordComponent> anything =
        Arrays.stream(type.getRecordComponents())
            .filter(component -> component.getType() == Object.class)
            .toList();
    if (anything.size() != 1) {
      return Optional.empty();
    }
    Method accessor = anything.getFirst().getAccessor();
    try {
      accessor.setAccessible(true);
      return Optional.of(accessor);
    } catch (InaccessibleObjectException e) {
      // A module that keeps its messages to itself: then the envelope has to do.
      return Optional.empty();
    }
  }
}
