package dev.faultline.sim;

import dev.faultline.agent.Machine;
import dev.faultline.core.Node;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes incarnations, and looks for state that outlives them though it should die at a crash: an
 * instance that comes twice, which is refused; variables of its class; and what the factory
 * captured, where that changed from one incarnation to the next. The last two may be the
 * experiment's own records, so they are told and no more.
 */
final class Factories {
  private static final ClassValue<List<String>> STATICS =
      new ClassValue<>() {
        @Override
        protected List<String> computeValue(Class<?> type) {
          return Machine.outside(() -> statics(type));
        }
      };

  private final Captured captured = new Captured();
  private final SortedSet<String> outliving = new TreeSet<>();
  private boolean recovering;

  /** The instance that was made last, so that two nodes do not get the same. */
  private WeakReference<@Nullable Node> latest = new WeakReference<>(null);

  /** Whether processes come back in this world: only then does it matter what outlives them. */
  void recovering(boolean yes) {
    recovering = yes;
  }

  /** What outlives incarnations, in words, in a defined order. */
  List<String> outliving() {
    return List.copyOf(outliving);
  }

  /**
   * The next incarnation of a node.
   *
   * @throws ModelException when the factory gave that instance before, or none
   */
  Node make(SimNode node) {
    boolean again = node.incarnation > 1;
    if (recovering) {
      long before = captured.fingerprint(node.factory);
      if (again && before != node.fingerprint) {
        outliving.add("what the factory of " + node.name + " captured changed");
      }
      node.fingerprint = before;
    }
    Node made = node.factory.get();
    if (made == null) {
      throw new ModelException("the factory of node '" + node.name + "' returned null");
    }
    if (latest.refersTo(made) || node.made.refersTo(made)) {
      throw new ModelException(
          "the factory of node '"
              + node.name
              + "' returned the same "
              + made.getClass().getName()
              + " again: make a new one each time it is called, since an incarnation's fields die"
              + " at a crash and no two nodes share them");
    }
    latest = new WeakReference<>(made);
    node.made = latest;
    if (again) {
      outliving.addAll(STATICS.get(made.getClass()));
    }
    return made;
  }

  /** The variables of a class that are not of its instances. */
  private static List<String> statics(Class<?> type) {
    List<String> found = new ArrayList<>();
    for (Field field : type.getDeclaredFields()) {
      int modifiers = field.getModifiers();
      boolean variable =
          !Modifier.isFinal(modifiers)
              || field.getType().getPackageName().equals("java.util.concurrent.atomic");
      if (Modifier.isStatic(modifiers) && variable && !field.isSynthetic()) {
        found.add("static " + type.getName() + "." + field.getName());
      }
    }
    return List.copyOf(found);
  }
}
