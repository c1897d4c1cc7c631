/** The linearizability engine; not exported. */
@NullMarked
package dev.faultline.check.engine;

import org.jspecify.annotations.NullMarked;
