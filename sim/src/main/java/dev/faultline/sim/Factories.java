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

  /** Null where processes do not come back: only then does it matter what outlives them. */
  private @Nullable Captured captured;

  private @Nullable SortedSet<String> outliving;

  /** Whose instance was made last. */
  private @Nullable SimNode latest;

  /** Processes come back in this world. */
  void recovering() {
    captured = new Captured();
    outliving = new TreeSet<>();
  }

  /** What outlives incarnations, in words, in a defined order. */
  List<String> outliving() {
    return outliving == null ? List.of() : List.copyOf(outliving);
  }

  /**
   * The next incarnation of a node.
   *
   * @throws ModelException when the factory gave that instance before, or none
   */
  Node make(SimNode node) {
    Captured looking = captured;
    SortedSet<String> told = outliving;
    boolean again = node.incarnation > 1 && told != null;
    if (looking != null && told != null) {
      long before = looking.fingerprint(node.factory);
      if (again && before != node.fingerprint) {
        told.add("what the factory of " + node.name + " captured changed");
      }
      node.fingerprint = before;
    }
    Node made = node.factory.get();
    if (made == null) {
      throw new ModelException("the factory of node '" + node.name + "' returned null");
    }
    if (isKnown(node, made)) {
      throw new ModelException(
          "the factory of node '"
              + node.name
              + "' returned the same "
              + made.getClass().getName()
              + " again: make a new one each time it is called, since an incarnation's fields die"
              + " at a crash and no two nodes share them");
    }
    latest = node;
    if (told != null) {
      node.made = new WeakReference<>(made);
      if (again) {
        told.addAll(STATICS.get(made.getClass()));
      }
    }
    return made;
  }

  /** Whether the instance is the node's earlier one, or that of the node that was started last. */
  private boolean isKnown(SimNode node, Node made) {
    return (latest != null && latest.instance == made)
        || (node.made != null && node.made.refersTo(made));
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
