package dev.faultline.sim.rare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collections that are made when something is added first. Most worlds declare few kinds of things,
 * and programs make worlds by the million: each empty collection would be allocated for nothing.
 */
public final class Lazily {
  private Lazily() {}

  /**
   * Adds an element.
   *
   * @param list from {@link Collections#emptyList()} or from this method
   * @return the list that has it, to be kept in place of {@code list}
   */
  public static <T> List<T> with(List<T> list, T added) {
    List<T> grown = list == Collections.EMPTY_LIST ? new ArrayList<>() : list;
    grown.add(added);
    return grown;
  }

  /**
   * A map that can be added to.
   *
   * @param map from {@link Collections#emptyMap()} or from this method
   * @return that map, or a new one in insertion order in place of the empty one
   */
  public static <K, V> Map<K, V> open(Map<K, V> map) {
    return map == Collections.EMPTY_MAP ? new LinkedHashMap<>() : map;
  }
}
