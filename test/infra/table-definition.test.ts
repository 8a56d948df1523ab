import { expect, test } from 'vitest';
import { tableDefinition } from '../../local/table-definition.ts';
import { synthesise } from './synthesised.ts';

test('the local table is the one of the template', async () => {
  const [table] = Object.values(synthesise('prod').state.findResources('AWS::DynamoDB::GlobalTable'));
  const { KeySchema, AttributeDefinitions, BillingMode, GlobalSecondaryIndexes } = table?.Properties ?? {};
  expect(KeySchema).toHaveLength(2);
  expect(GlobalSecondaryIndexes).toHaveLength(3);
  const expected = { KeySchema, AttributeDefinitions, BillingMode, GlobalSecondaryIndexes };
  expect(await tableDefinition()).toEqual(expected);
});
