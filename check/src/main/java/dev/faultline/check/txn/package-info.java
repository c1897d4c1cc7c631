/**
 * Transactions: dependency graphs in flat arrays, Adya's anomalies, isolation levels.
 *
 * <p>Papers: Adya, "Weak Consistency: A Generalized Theory" (MIT 1999); Cerone and Gotsman,
 * "Analysing Snapshot Isolation" (JACM 2018); Biswas and Enea, "On the Complexity of Checking
 * Transactional Consistency" (OOPSLA 2019); Kingsbury and Alvaro, "Elle" (VLDB 2020); Møldrup,
 * Pavlogiannis and others, "AWDIT" (PLDI 2025).
 */
@NullMarked
package dev.faultline.check.txn;

import org.jspecify.annotations.NullMarked;
