package dev.faultline.sim.node;

import dev.faultline.agent.Machine;
import dev.faultline.core.Node;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.run.Kernel;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes incarnations, and looks for state that outlives them though it should die at a crash: an
 * instance that comes twice, which is refused; variables of its class, and what constants of the
 * class contain, where that changed; and what the factory captured, where that changed from one
 * incarnation to the next. All but the first may be the experiment's own records, so they are told
 * and no more.
 */
public final class Factories {
  private static final ClassValue<List<String>> STATICS =
      new ClassValue<>() {
        @Override
        protected List<String> computeValue(Class<?> type) {
          return Machine.outside(() -> statics(type));
        }
      };

  /** Null where no node's class has any that could change. */
  private @Nullable Statics variables;

  /**
   * The last two classes that are watched, as far as needed: most worlds have one factory and one
   * node.
   */
  private @Nullable Class<?> known;

  private @Nullable Class<?> alsoKnown;

  /** Null where processes do not come back: only then does it matter what was captured. */
  private @Nullable Captured captured;

  private List<String> outliving = List.of();

  /** Instances whose incarnations are over, as long as somebody has them. */
  private List<WeakReference<Node>> earlier = List.of();

  private final Kernel kernel;

  public Factories(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Processes come back in this world. */
  public void recovering() {
    captured = new Captured();
  }

  /** The nodes have come to their end. */
  public void over() {
    if (variables != null) {
      variables.changed(this::tell);
    }
  }

  /** What outlives incarnations, in words, in a defined order. */
  public List<String> outliving() {
    return outliving.size() < 2 ? outliving : outliving.stream().sorted().toList();
  }

  private void tell(String what) {
    if (outliving.isEmpty()) {
      outliving = List.of(what); // The only one, in most worlds that have any.
    } else if (!outliving.contains(what)) {
      outliving = new ArrayList<>(outliving);
      outliving.add(what);
    }
  }

  /**
   * The next incarnation of a node.
   *
   * @throws ModelException when the factory gave that instance before, or none
   */
  public Node make(SimNode node) {
    Captured looking = captured;
    boolean again = node.incarnation > 1 && looking != null;
    if (looking != null) {
      long before = looking.fingerprint(node.factory);
      if (again && node.fingerprinted == node.factory && before != node.fingerprint) {
        tell("what the factory of " + node.name + " captured changed");
      }
      node.fingerprint = before;
      node.fingerprinted = node.factory;
    }
    // Before any code of the node runs that might change them.
    watch(node.factory.getClass());
    Node made = node.factory.get();
    requireNew(made, node);
    watch(made instanceof BlockingProcess process ? process.body().getClass() : made.getClass());
    if (looking != null) {
      if (node.made != null) {
        if (earlier.isEmpty()) {
          earlier = new ArrayList<>();
        }
        earlier.add(node.made);
      }
      node.made = new WeakReference<>(made);
    }
    if (again) {
      STATICS.get(made.getClass()).forEach(this::tell);
    }
    return made;
  }

  private void watch(Class<?> type) {
    if (type == known || type == alsoKnown) {
      return;
    }
    if (!Statics.hasNothingToWatch(type)) {
      variables = Statics.watching(variables, type);
      if (!variables.areWhole()) {
        return;
      }
    }
    alsoKnown = known;
    known = type;
  }

  private void requireNew(@Nullable Node made, SimNode node) {
    if (made == null) {
      throw new ModelException("the factory of node '" + node.name + "' returned null");
    }
    if (isKnown(made)) {
      throw new ModelException(
          "the factory of node '"
              + node.name
              + "' returned the same "
              + made.getClass().getName()
              + " again: return a new one from each call, since a crash loses an incarnation's"
              + " fields and nodes share none");
    }
  }

  /** Whether any node of this world has the instance, or had it. */
  private boolean isKnown(Node made) {
    List<SimNode> nodes = kernel.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      SimNode each = nodes.get(i);
      WeakReference<Node> last = each.made;
      if (each.instance == made || last != null && last.refersTo(made)) {
        return true;
      }
    }
    for (int i = 0; i < earlier.size(); i++) {
      if (earlier.get(i).refersTo(made)) {
        return true;
      }
    }
    return false;
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
        found.add(Variable.name(field));
      }
    }
    return List.copyOf(found);
  }
}
