package io.aegisvision.dataplane.tracker;

import java.util.Arrays;

/**
 * Pairs rows with columns so that the sum of the pairs' worth is greatest; only pairs that were offered, each row and
 * column at most once. Exact: shortest augmenting paths with prices of columns (Kuhn, Munkres; Jonker and Volgenant 1987)
 * over the offered pairs alone. A row whose best column is free takes it; otherwise the search stays among those that
 * compete, a part of their connected component, since tracks far apart share no column. Ties go by row and the order of
 * offers.
 */
final class Assignment {
    static final int NONE = -1;
    private static final byte UNKNOWN = 0;
    private static final byte REACHED = 1;
    private static final byte SETTLED = 2;

    private int rows;
    private int edges;
    /** Where a row's pairs begin. */
    private int[] rowStart = new int[33];

    private int[] edgeColumn = new int[64];
    private double[] edgeWorth = new double[64];
    private int[] columnOf = new int[32];
    private double[] matchedWorth = new double[32];
    private int[] rowOf = new int[32];
    /** What a column asks for; 0 while it is free. */
    private double[] price = new double[32];
    // of one search: columns reached, at which loss of worth, from which row by a pair of which worth
    private int[] reached = new int[32];
    private int reachedSize;
    private double[] loss = new double[32];
    private int[] from = new int[32];
    private double[] via = new double[32];
    private byte[] state = new byte[32];
    private double leastEnd;
    private int endRow;

    /** Begins with nothing offered. */
    void begin(int rowCount, int columnCount) {
        rows = 0;
        edges = 0;
        if (columnOf.length < rowCount) {
            columnOf = new int[rowCount * 2];
            matchedWorth = new double[rowCount * 2];
            rowStart = new int[rowCount * 2 + 1];
        }
        if (rowOf.length < columnCount) {
            int room = columnCount * 2;
            rowOf = new int[room];
            price = new double[room];
            reached = new int[room];
            loss = new double[room];
            from = new int[room];
            via = new double[room];
            state = new byte[room];
        }
        Arrays.fill(rowOf, 0, columnCount, NONE);
        Arrays.fill(price, 0, columnCount, 0);
    }

    /** Goes on to the next row, from 0: what is offered until the following one is its own. */
    void row() {
        columnOf[rows] = NONE;
        rowStart[rows++] = edges;
    }

    /** Offers the row a pair; worth above 0. Not the same pair twice. */
    void offer(int column, double worth) {
        if (edges == edgeColumn.length) {
            edgeColumn = Arrays.copyOf(edgeColumn, edges * 2);
            edgeWorth = Arrays.copyOf(edgeWorth, edges * 2);
        }
        edgeColumn[edges] = column;
        edgeWorth[edges] = worth;
        edges++;
    }

    /** Decides; then {@link #columnOf} answers. */
    void solve() {
        rowStart[rows] = edges;
        for (int row = 0; row < rows; row++) {
            int best = NONE;
            double most = 0;
            for (int edge = rowStart[row]; edge < rowStart[row + 1]; edge++) {
                double left = edgeWorth[edge] - price[edgeColumn[edge]];
                if (left > most) {
                    most = left;
                    best = edge;
                }
            }
            if (best != NONE) {
                if (rowOf[edgeColumn[best]] == NONE) {
                    pair(row, edgeColumn[best], edgeWorth[best]);
                } else {
                    augment(row, most);
                }
            }
        }
    }

    /** The row's column, or {@link #NONE}. */
    int columnOf(int row) {
        return columnOf[row];
    }

    private void pair(int row, int column, double worth) {
        columnOf[row] = column;
        matchedWorth[row] = worth;
        rowOf[column] = row;
    }

    /** Finds the way to let the row in at the least loss: to a free column, or to a row that does without. */
    private void augment(int start, double profit) {
        leastEnd = Double.POSITIVE_INFINITY;
        reachedSize = 0;
        reach(start, profit, 0);
        int column = nearest();
        while (column != NONE && rowOf[column] != NONE) {
            state[column] = SETTLED;
            int row = rowOf[column];
            reach(row, matchedWorth[row] - price[column], loss[column]);
            column = nearest();
        }
        double end = column == NONE ? leastEnd : loss[column];
        for (int i = 0; i < reachedSize; i++) {
            int each = reached[i];
            if (state[each] == SETTLED) {
                price[each] += end - loss[each];
            }
            state[each] = UNKNOWN;
        }
        if (column == NONE) {
            column = columnOf[endRow];
            columnOf[endRow] = NONE;
        }
        while (column != NONE) {
            int row = from[column];
            int before = columnOf[row];
            pair(row, column, via[column]);
            column = row == start ? NONE : before;
        }
    }

    /** From a row, which lost so much to get there, to its columns; or it does without any. */
    private void reach(int row, double profit, double lost) {
        if (lost + profit < leastEnd) {
            leastEnd = lost + profit;
            endRow = row;
        }
        for (int edge = rowStart[row]; edge < rowStart[row + 1]; edge++) {
            int column = edgeColumn[edge];
            if (state[column] == SETTLED) {
                continue;
            }
            double losing = lost + profit - (edgeWorth[edge] - price[column]);
            if (state[column] == UNKNOWN) {
                state[column] = REACHED;
                reached[reachedSize++] = column;
            } else if (losing >= loss[column]) {
                continue;
            }
            loss[column] = losing;
            from[column] = row;
            via[column] = edgeWorth[edge];
        }
    }

    /** The column reached at the least loss, unless a row does better without one. */
    private int nearest() {
        int nearest = NONE;
        double least = leastEnd;
        for (int i = 0; i < reachedSize; i++) {
            int column = reached[i];
            if (state[column] == REACHED && loss[column] < least) {
                least = loss[column];
                nearest = column;
            }
        }
        return nearest;
    }
}
