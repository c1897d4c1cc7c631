package dev.faultline.sim.content;

import dev.faultline.sim.base.KeyedHash;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a program says into a number, by structure: two values with equal contents have equal
 * numbers in every JVM. What has no structure that can be seen counts with its class alone, and the
 * class is remembered for the result of the world. Belongs to one world's thread.
 */
public final class Contents implements ToLongFunction<@Nullable Object> {
  /** In the number that {@link #of} gives: whether somebody could still change the value. */
  public static final long MAY_CHANGE = 1;

  private static final long NULL = 0x5851F42D4C957F2DL;

  /** The kinds of the numbers that come most often. */
  private static final long LONG = KeyedHash.ofText(ContentKind.of(Long.class));

  private static final long INTEGER = KeyedHash.ofText(ContentKind.of(Integer.class));

  /** Values that are nested deeper than this, or contain themselves, are not followed further. */
  private static final int DEEPEST = 64;

  /**
   * So many parts of one value are looked at. What is shared within a value, or contains itself
   * twice, has more parts than the memory has objects.
   */
  private static final int MOST_PARTS = 1 << 18;

  private static final int RECENT = 4;

  private static final @Nullable Class<?>[] NO_CLASSES = {};
  private static final ContentPlan.@Nullable Known[] NOTHING_KNOWN = {};

  /** Null as long as all could be looked into, as in most worlds. */
  private @Nullable SortedSet<String> unhashed;

  private final boolean exact;
  private boolean mayChange;
  private boolean blind;
  private int depth;
  private int left;

  private @Nullable Class<?> last;
  private ContentPlan.@Nullable Known lastKnown;
  private @Nullable Class<?> lastButOne;
  private ContentPlan.@Nullable Known lastButOneKnown;

  /** For searches, which look into many values; most worlds look into few. */
  private final @Nullable Class<?>[] recent;

  private final ContentPlan.@Nullable Known[] recentKnown;
  private int nextRecent;

  /**
   * The classes of what {@link #of}, called last, could not look into; for exact numbers only. Null
   * as long as there were none.
   */
  private @Nullable Set<Class<?>> opaque;

  private Contents(boolean exact) {
    this.exact = exact;
    this.recent = exact ? new Class<?>[RECENT] : NO_CLASSES;
    this.recentKnown = exact ? new ContentPlan.Known[RECENT] : NOTHING_KNOWN;
  }

  /**
   * Numbers for the trace hash, in which the hash of text that the JVM keeps is enough: two runs
   * that differ differ in more than one text. Recorded runs are known by these numbers.
   */
  public static Contents forTraces() {
    return new Contents(false);
  }

  /**
   * Numbers by which values are told apart: text counts with 64 bits, and values with their kind.
   */
  public static Contents exact() {
    return new Contents(true);
  }

  /** The number of a value; its lowest bit is {@link #MAY_CHANGE}. */
  public long of(@Nullable Object value) {
    if (value instanceof String text) {
      begin();
      return said(text) & ~MAY_CHANGE;
    }
    mayChange = false;
    begin();
    depth = 0;
    left = MOST_PARTS;
    long hash = applyAsLong(value);
    return mayChange ? hash | MAY_CHANGE : hash & ~MAY_CHANGE;
  }

  private void begin() {
    blind = false;
    if (opaque != null && !opaque.isEmpty()) {
      opaque.clear();
    }
  }

  /** Few classes come again and again; those that came last are known without a look-up. */
  private ContentPlan.Known plan(Class<?> type) {
    if (type == last && lastKnown != null) {
      return lastKnown;
    }
    ContentPlan.Known known =
        type == lastButOne && lastButOneKnown != null ? lastButOneKnown : earlier(type);
    lastButOne = last;
    lastButOneKnown = lastKnown;
    last = type;
    lastKnown = known;
    return known;
  }

  private ContentPlan.Known earlier(Class<?> type) {
    for (int i = 0; i < recent.length; i++) {
      ContentPlan.Known known = recentKnown[i];
      if (recent[i] == type && known != null) {
        return known;
      }
    }
    ContentPlan.Known known = ContentPlan.of(type);
    if (recent.length > 0) {
      recent[nextRecent] = type;
      recentKnown[nextRecent] = known;
      nextRecent = (nextRecent + 1) % recent.length;
    }
    return known;
  }

  /** The number of a part of a value. */
  @Override
  public long applyAsLong(@Nullable Object part) {
    if (part == null) {
      return NULL;
    }
    if (part instanceof String text) {
      return said(text);
    }
    if (part instanceof Long number) {
      long hash = KeyedHash.mix(number);
      return exact ? KeyedHash.mix(hash ^ LONG) : hash;
    }
    if (part instanceof Integer number) {
      long hash = KeyedHash.mix(number);
      return exact ? KeyedHash.mix(hash ^ INTEGER) : hash;
    }
    if (depth >= DEEPEST) {
      return leftOut(
          part.getClass(), ", nested more than " + DEEPEST + " deep or containing itself");
    }
    if (--left < 0) {
      return leftOut(part.getClass(), ", part of a value of more than " + MOST_PARTS + " parts");
    }
    depth++;
    ContentPlan.Known known = plan(part.getClass());
    ContentPlan plan = exact ? known.exact() : known.plan();
    // Most are records: this spares a call of which the compiler does not know whose it is.
    long hash =
        plan instanceof RecordContents.OfFields record
            ? record.fields().applyAsLong(part, this)
            : plan.hash(part, this);
    depth--;
    return exact ? KeyedHash.mix(hash ^ known.kind()) : hash;
  }

  /** The number of text that is, or stands for, a part of a value. */
  public long said(String text) {
    return exact ? KeyedHash.ofText(text) : text(text);
  }

  /** The language defines this hash of text, and the JVM keeps it with the text. */
  public static long text(String text) {
    return KeyedHash.mix((long) text.hashCode() << 32 | text.length());
  }

  /** The value that is being looked at is mutable. */
  void mutable() {
    mayChange = true;
  }

  /** Whether {@link #of}, called last, could not look into all of the value. */
  public boolean blind() {
    return blind;
  }

  /** The classes of what {@link #of}, called last, could not look into, but for sheer size. */
  public Set<Class<?>> opaque() {
    return opaque == null ? Collections.emptySet() : opaque;
  }

  /** Whether so much of the value has been looked at that the rest is left out. */
  boolean exhausted() {
    return left < 0;
  }

  /** What stands for a value that cannot be looked into. */
  long leftOut(Class<?> type) {
    if (exact) {
      if (opaque == null) {
        opaque = new LinkedHashSet<>();
      }
      opaque.add(type);
    }
    return leftOut(type, "");
  }

  private long leftOut(Class<?> type, String why) {
    blind = true;
    SortedSet<String> names = unhashed;
    if (names == null) {
      names = new TreeSet<>();
      unhashed = names;
    }
    boolean named = !type.isHidden() && !Proxy.isProxyClass(type);
    // The names of the others count what this JVM made before.
    names.add((named ? type.getName() : general(type)) + why);
    return named ? text(type.getName()) : NULL;
  }

  private static String general(Class<?> type) {
    String name = type.getName();
    return type.isHidden() ? name.substring(0, name.indexOf('/')) : "a " + Proxy.class.getName();
  }

  /** What the other one could not look into counts here, too. */
  public void add(Contents other) {
    for (String name : other.unhashed()) {
      if (unhashed == null) {
        unhashed = new TreeSet<>();
      }
      unhashed.add(name);
    }
  }

  /** The classes of values that could not be looked into so far, in the order of their names. */
  public List<String> unhashed() {
    return unhashed == null ? List.of() : List.copyOf(unhashed);
  }
}
