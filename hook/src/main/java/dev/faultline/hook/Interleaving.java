package dev.faultline.hook;

import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Decisions inside a thread's turn: before an access to what threads may share, another thread may
 * go on. Called by those classes of the program that were asked for.
 */
public final class Interleaving {
  private static final int NOTHING = 0;
  private static final int MEET = 1;

  /** They may, and whatever one of them touches there may be what the other does. */
  private static final int ANYTHING = 2;

  /** What all touch that synchronise, as the agent numbers it. */
  public static final int SYNCHRONISATION = "()".hashCode() << 1 | 1;

  /** Of an array, which are looked at. */
  private static final int MOST_PARTS = 64;

  private Interleaving() {}

  /**
   * Called before each access.
   *
   * @param touches what is accessed: a number that is the same for all accesses to one thing, and
   *     in its last bit whether it may be changed; 0 where it may be anything
   * @param asked the bits under which the place counts; it does in worlds that have one of them
   */
  public static void point(int touches, long asked) {
    Carrier carrier = Carrier.current();
    if (carrier == null) {
      return;
    }
    Context context = carrier.context;
    if (context != null && context.interleaved(asked)) {
      if (carrier.fiber != null) {
        carrier.fiber.hadTurnFor = null;
      }
      // A thread that is alone has nobody who could go on.
      if (context.mayGoOn()) {
        decide(context, touches);
      }
    }
  }

  /** The same for a thread's surroundings, which also other nodes and time change. */
  public static void pointOfSurroundings(int touches, long asked) {
    Context context = Carrier.currentContext();
    if (context != null && context.interleaved(asked)) {
      decide(context, touches);
    }
  }

  /**
   * Called for each object that a call of the JDK's reaches, to find out whether threads may meet
   * there.
   *
   * @param already what was found out of the objects before it, at first 0
   * @param asked the bits of worlds in which it matters whether it has monitors, atomics or locks
   * @param accesses the bits of worlds in which collections and arrays are places, too
   * @return for {@link #pointIf} and {@link #hidden}
   */
  public static int meets(int already, @Nullable Object object, long asked, long accesses) {
    if (already == ANYTHING || object == null) {
      return already;
    }
    Context context = Carrier.currentContext();
    if (context == null || !context.interleaved(asked)) {
      return already;
    }
    Class<?> type = object.getClass();
    boolean everywhere = context.interleaved(accesses);
    if (everywhere && type.isArray()) {
      return ANYTHING;
    }
    boolean meets =
        already == MEET
            || (object instanceof Object[] parts
                ? meetsAny(parts)
                : Meetings.isAt(type)
                    || everywhere && Meetings.isCollection(type)
                    || object instanceof MethodHandle handle && Handles.isCombined(handle));
    Fiber fiber = context.realm.carrier().fiber;
    if (fiber != null && already == NOTHING) {
      fiber.meetsAt = meets ? object : null;
    }
    return meets ? MEET : NOTHING;
  }

  /**
   * The same for a call that may ask the object for its text, its hash code or whether it equals
   * another, so that the parts of a collection are asked, too.
   */
  public static int meetsInside(int already, @Nullable Object object, long asked, long accesses) {
    int found = meets(already, object, asked, accesses);
    if (found != NOTHING || object == null) {
      return found;
    }
    Context context = Carrier.currentContext();
    return context != null
            && context.interleaved(asked)
            && Parts.meet(object, context.interleaved(accesses))
        ? MEET
        : NOTHING;
  }

  /** The same for the array of a variable number of arguments, which only the call has. */
  public static int meetsParts(int already, @Nullable Object array, long asked, long accesses) {
    int found = already;
    if (array instanceof Object[] parts) {
      for (Object part : parts) {
        found = meetsInside(found, part, asked, accesses);
      }
    }
    return found;
  }

  /**
   * An array at hand. The JDK's code may do something with each part; where there are many, nobody
   * looks at all of them before each call.
   */
  private static boolean meetsAny(@Nullable Object[] parts) {
    if (parts.length > MOST_PARTS) {
      return true;
    }
    Class<?> before = null;
    for (Object part : parts) {
      if (part != null && part.getClass() != before) {
        before = part.getClass();
        if (Meetings.isAt(before)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Called before such a call.
   *
   * @param meets whether threads may meet at one of its objects, as {@link #meets} says
   * @param unless the bits of worlds in which the call is a place anyway
   */
  public static void pointIf(int meets, int touches, long asked, long unless) {
    if (meets != NOTHING) {
      Context context = Carrier.currentContext();
      if (context != null && !context.interleaved(unless)) {
        point(meets == ANYTHING ? 0 : touches, asked);
        Fiber fiber = context.realm.carrier().fiber;
        if (fiber != null) {
          // Where collections are places, the call looks at one before it asks its first part.
          fiber.hadTurnFor = context.interleaved(Context.ACCESSES) ? null : fiber.meetsAt;
        }
      }
    }
  }

  /** In place of {@link Object#toString} where the JDK's own code asks for the text of a part. */
  public static String text(Object part) {
    Context context = Carrier.currentContext();
    if (context != null && context.interleaved(Context.ANYWHERE)) {
      turnBefore(context, part);
    }
    return part.toString();
  }

  /** The JDK's own code asks an object for its hash code. */
  static void hashing(Context context, Object part) {
    if (context.interleaved(Context.ANYWHERE) && !Meetings.isAtomic(part.getClass())) {
      turnBefore(context, part);
    }
  }

  /** In place of {@link Object#equals} where the JDK's own code compares parts. */
  public static boolean equal(Object part, @Nullable Object other) {
    if (!(part instanceof String)) {
      comparing(part, other);
    }
    return part.equals(other);
  }

  /** In place of {@link Comparable#compareTo} where the JDK's own code compares parts. */
  public static int compare(Comparable<Object> part, Object other) {
    if (!(other instanceof String)) {
      comparing(part, other);
    }
    return part.compareTo(other);
  }

  private static void comparing(Object part, @Nullable Object other) {
    Context context = Carrier.currentContext();
    if (context != null && context.interleaved(Context.ANYWHERE)) {
      // Adders and the like are equal to themselves only, whatever they hold.
      if (!Meetings.isAtomic(part.getClass())) {
        turnBefore(context, part);
      }
      if (other != null && !Meetings.isAtomic(other.getClass())) {
        turnBefore(context, other);
      }
    }
  }

  /** Of the parts of a collection each is asked in a step of its own. */
  private static void turnBefore(Context context, Object part) {
    Class<?> type = part.getClass();
    boolean meets =
        Meetings.isAt(type) || context.interleaved(Context.ACCESSES) && Meetings.isCollection(type);
    if (!meets || !Meetings.isContainer(type)) {
      return;
    }
    Fiber fiber = context.realm.carrier().fiber;
    Object hadTurnFor = fiber == null ? null : fiber.hadTurnFor;
    if (fiber != null) {
      fiber.hadTurnFor = null;
    }
    // Where it is asked itself, its turn was right before, and nothing has been touched since.
    if (part != hadTurnFor && context.mayGoOn()) {
      decide(context, SYNCHRONISATION);
    }
  }

  /**
   * Called before the program makes calls possible at which threads may meet and get no turns.
   *
   * @param meets whether they may: 0 where they do not
   * @param before which calls, for people
   * @param asked the bits of worlds in which they would be meant
   */
  public static void hidden(int meets, String before, long asked) {
    Context context = Carrier.currentContext();
    if (meets != NOTHING && context != null && context.interleaved(asked)) {
      context.turnsHidden(before);
    }
  }

  private static void decide(Context context, int touches) {
    if (Thread.currentThread().isVirtual() && !context.halted() && context.preempts(touches)) {
      Thread.yield();
    }
  }
}
