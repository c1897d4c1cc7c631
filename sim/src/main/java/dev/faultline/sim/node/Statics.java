package dev.faultline.sim.node;

import dev.faultline.agent.Machine;
import dev.faultline.sim.user.OwnPackages;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches the static variables of the classes that a world's nodes are written in, and what their
 * constants contain: whatever changes there outlives crashes, and the world too. So it does in the
 * classes of their package that these call, as far as those are initialised when a world starts;
 * there a variable may be filled once, as caches are.
 */
final class Statics {
  private static final ClassValue<List<Variable>> VARIABLES =
      new ClassValue<>() {
        @Override
        protected List<Variable> computeValue(Class<?> type) {
          return Machine.outside(() -> variables(type));
        }
      };

  private static final ClassValue<Class<?>> WRITTEN_IN =
      new ClassValue<>() {
        @Override
        protected Class<?> computeValue(Class<?> type) {
          return Machine.outside(() -> writtenIn(type));
        }
      };

  /** Classes that are called and have something to watch, each class's own. */
  private static final ClassValue<List<Class<?>>> CALLED =
      new ClassValue<>() {
        @Override
        protected List<Class<?>> computeValue(Class<?> type) {
          List<Class<?>> called = new ArrayList<>(CalledClasses.of(type));
          called.removeIf(each -> VARIABLES.get(each).isEmpty());
          return List.copyOf(called);
        }
      };

  /**
   * What there is to watch for objects of a class: where it is written, and what is called there.
   */
  private record Plan(Class<?> written, List<Class<?>> called) {
    static final Plan NOTHING = new Plan(Object.class, List.of());
  }

  /** One look-up for most worlds, which have nothing to watch. */
  private static final ClassValue<Plan> PLANS =
      new ClassValue<>() {
        @Override
        protected Plan computeValue(Class<?> type) {
          Class<?> written = WRITTEN_IN.get(type);
          List<Class<?>> called = CALLED.get(written);
          return VARIABLES.get(written).isEmpty() && called.isEmpty()
              ? Plan.NOTHING
              : new Plan(written, called);
        }
      };

  /**
   * A class, and what its variables contained when this world saw it first.
   *
   * @param called whether no node is written there
   */
  private record Watched(
      Class<?> type, boolean called, List<Variable> variables, long[] contents) {}

  private final Captured captured = new Captured();
  private final List<Watched> watched = new ArrayList<>(2);

  /** Whether nothing is left to watch of the class that was asked for last. */
  private boolean whole;

  private Statics() {}

  /** Whether neither the class nor what it calls has variables or constants that could change. */
  static boolean hasNothingToWatch(Class<?> type) {
    return PLANS.get(type) == Plan.NOTHING;
  }

  /** Those of this world, or new ones, which watch an object's class too. */
  static Statics watching(@Nullable Statics known, Class<?> type) {
    Plan plan = PLANS.get(type);
    Statics statics = known == null ? new Statics() : known;
    statics.watch(plan.written, false);
    statics.whole = true;
    for (Class<?> each : plan.called) {
      if (Machine.isInitialized(each)) {
        statics.watch(each, true);
      } else {
        statics.whole = false;
      }
    }
    return statics;
  }

  /**
   * Whether all that the last class calls is watched. What nobody has used yet is not: the next
   * incarnation may find that an earlier one has.
   */
  boolean areWhole() {
    return whole;
  }

  /** From now on what changes in this class, or in that where a lambda was written, is told. */
  private void watch(Class<?> written, boolean called) {
    for (Watched each : watched) {
      if (each.type == written) {
        return;
      }
    }
    List<Variable> variables = VARIABLES.get(written);
    if (variables.isEmpty()) {
      return;
    }
    watched.add(
        new Watched(written, called, variables, Machine.outside(() -> contents(variables))));
  }

  /** Names each variable that is not as it was. */
  void changed(Consumer<String> told) {
    for (Watched each : watched) {
      long[] now = Machine.outside(() -> contents(each.variables));
      for (int i = 0; i < now.length; i++) {
        boolean filled = each.called && each.contents[i] == Variable.NOTHING;
        if (now[i] != each.contents[i] && !filled) {
          told.accept(each.variables.get(i).name());
        }
      }
    }
  }

  private long[] contents(List<Variable> variables) {
    long[] contents = new long[variables.size()];
    for (int i = 0; i < contents.length; i++) {
      contents[i] = variables.get(i).content(captured);
    }
    return contents;
  }

  /** Where the code of a lambda is; a class of the program's is its own. */
  private static Class<?> writtenIn(Class<?> type) {
    int end = type.getName().indexOf("$$Lambda");
    if (!type.isHidden() || end < 0) {
      return type;
    }
    try {
      return Class.forName(type.getName().substring(0, end), false, type.getClassLoader());
    } catch (ClassNotFoundException e) {
      return type;
    }
  }

  private static List<Variable> variables(Class<?> type) {
    List<Variable> found = new ArrayList<>();
    for (Class<?> each = type; each != null && !isOurs(each); each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        int modifiers = field.getModifiers();
        boolean constant = Modifier.isFinal(modifiers) && cannotChange(field.getType());
        if (Modifier.isStatic(modifiers) && !field.isSynthetic() && !constant) {
          try {
            field.setAccessible(true);
            found.add(Variable.of(field));
          } catch (InaccessibleObjectException e) {
            // A module that keeps its variables to itself.
          }
        }
      }
    }
    return List.copyOf(found);
  }

  private static boolean isOurs(Class<?> type) {
    return type.getName().startsWith("java.") || OwnPackages.contain(type.getName());
  }

  private static boolean cannotChange(Class<?> type) {
    return type.isPrimitive()
        || type.isEnum()
        || type == String.class
        || type == Class.class
        || Number.class.isAssignableFrom(type) && type.getPackageName().equals("java.lang");
  }
}
