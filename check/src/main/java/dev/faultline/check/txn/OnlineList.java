package dev.faultline.check.txn;

import dev.faultline.check.txn.OnlineTxn.Appended;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is known of the list under one key. */
final class OnlineList {

  final Object key;
  final Map<Object, Appended> byValue = new HashMap<>();

  /** The longest version of the list that was read. */
  final List<Appended> elements = new ArrayList<>();

  /** Transactions that certainly took effect and have unread appends, by number. */
  final Map<Integer, OnlineTxn> unread = new TreeMap<>();

  /** Stands for those who saw all elements, and append nothing that is not seen. */
  DynamicGraph.@Nullable Node readersOfAll;

  /** Those who saw all elements, and append what is not seen yet. */
  List<OnlineTxn> appendersToAll = new ArrayList<>();

  OnlineList(Object key) {
    this.key = key;
  }
}
